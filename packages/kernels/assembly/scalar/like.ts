// LIKE: % stands for any bytes, _ for one character, \ takes the next byte as it is.
import { viewBytes } from "../bytes/compare";
import { characterLength } from "./characters";

/** 1 where the whole of `text` matches `pattern`. Greedy with one point of return: linear but for repeated prefixes. */
export function string_like(text: usize, pattern: usize): i32 {
  let t = viewBytes(text, 0);
  const tEnd = t + <usize>load<u32>(text);
  let p = viewBytes(pattern, 0);
  const pEnd = p + <usize>load<u32>(pattern);
  // After the last %: where the pattern goes on, and the first place of the text not tried yet.
  let resumePattern: usize = 0;
  let resumeText: usize = 0;
  while (t < tEnd) {
    if (p < pEnd) {
      let byte = load<u8>(p);
      if (byte == 37) {
        resumePattern = ++p;
        resumeText = t;
        continue;
      }
      if (byte == 95) {
        p++;
        t += characterLength(t, tEnd);
        continue;
      }
      let step: usize = 1;
      if (byte == 92 && p + 1 < pEnd) {
        byte = load<u8>(p + 1);
        step = 2;
      }
      if (byte == load<u8>(t)) {
        p += step;
        t++;
        continue;
      }
    }
    if (resumePattern == 0) return 0;
    resumeText += characterLength(resumeText, tEnd);
    p = resumePattern;
    t = resumeText;
  }
  while (p < pEnd && load<u8>(p) == 37) p++;
  return i32(p == pEnd);
}
