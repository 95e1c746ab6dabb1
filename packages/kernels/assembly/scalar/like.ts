// LIKE: % stands for any bytes, _ for one character, \ takes the next byte as it is.
import { LIKE_GENERAL, LIKE_KIND, LIKE_MAX_PIECES, LIKE_NUM_PIECES, LIKE_PATTERN, LIKE_PIECES, LIKE_PIECES_ONLY } from "../../../core/src/layout/like-plan";
import { bytesEqual, viewBytes } from "../bytes/compare";
import { characterLength } from "./characters";
import { findBytes } from "./compare";

const PERCENT: u8 = 37;
const UNDERSCORE: u8 = 95;
const BACKSLASH: u8 = 92;

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

/** Takes a pattern apart, once for many texts: writes a plan (core's layout/like-plan.ts) and returns its address. */
export function like_plan(pattern: usize, plan: usize): usize {
  const start = viewBytes(pattern, 0);
  const end = start + <usize>load<u32>(pattern);
  store<u32>(plan, LIKE_GENERAL, LIKE_KIND);
  store<u32>(plan, <u32>pattern, LIKE_PATTERN);
  let count: u32 = 0;
  let from = start;
  for (let p = start; p <= end; p++) {
    const byte = p < end ? load<u8>(p) : PERCENT;
    if (byte == UNDERSCORE || byte == BACKSLASH) return plan;
    if (byte != PERCENT) continue;
    if (count == <u32>LIKE_MAX_PIECES) return plan;
    const piece = plan + LIKE_PIECES + (<usize>count << 3);
    store<u32>(piece, <u32>from);
    store<u32>(piece, <u32>(p - from), 4);
    count++;
    from = p + 1;
  }
  store<u32>(plan, LIKE_PIECES_ONLY, LIKE_KIND);
  store<u32>(plan, count, LIKE_NUM_PIECES);
  return plan;
}

/** 1 where the whole of `text` matches the pattern of a plan: its first piece at the start, its last at the end, the others between. */
export function like_match(text: usize, plan: usize): i32 {
  if (load<u32>(plan, LIKE_KIND) == LIKE_GENERAL) return string_like(text, load<u32>(plan, LIKE_PATTERN));
  const count = load<u32>(plan, LIKE_NUM_PIECES);
  const last = plan + LIKE_PIECES + (<usize>(count - 1) << 3);
  let piece = plan + LIKE_PIECES;
  let t = viewBytes(text, 0);
  let rest = load<u32>(text);
  let length = load<u32>(piece, 4);
  if (length > rest || (length != 0 && !bytesEqual(t, load<u32>(piece), length))) return 0;
  if (piece == last) return i32(length == rest);
  t += <usize>length;
  rest -= length;
  const tailLength = load<u32>(last, 4);
  if (tailLength > rest) return 0;
  const end = t + <usize>(rest - tailLength);
  if (tailLength != 0 && !bytesEqual(end, load<u32>(last), tailLength)) return 0;
  for (piece += 8; piece < last; piece += 8) {
    length = load<u32>(piece, 4);
    t = findBytes(t, end, load<u32>(piece), length);
    if (t == 0) return 0;
    t += <usize>length;
  }
  return 1;
}
