const none = "–";

/** "0.146", "12.3"; a dash for null. */
export function secondsText(seconds: number | null): string {
  if (seconds === null) return none;
  return seconds < 10 ? seconds.toFixed(3) : seconds.toFixed(1);
}

/** Whole MiB; a dash for null. */
export function mebibytesText(mebibytes: number | null): string {
  return mebibytes?.toFixed(0) ?? none;
}

/** "0.73"; a dash for null. */
export function ratioText(ratio: number | null): string {
  return ratio?.toFixed(2) ?? none;
}

/** Sizes of data: "10 M rows", "200 k rows", and "scale 0.1" for numbers that can only be scale factors. */
export function sizeText(size: number): string {
  if (size >= 1e6) return `${size / 1e6} M rows`;
  return size >= 1000 ? `${size / 1000} k rows` : `scale ${size}`;
}

/** "1 thread", "2 threads". */
export function threadsText(threads: number): string {
  return threads === 1 ? "1 thread" : `${threads} threads`;
}
