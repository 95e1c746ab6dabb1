import { OptionError } from "../errors/user-errors.ts";

const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
  t: 1024 ** 4,
  tb: 1024 ** 4,
  tib: 1024 ** 4,
};

/**
 * A size in bytes: a number of bytes, or text such as "256MB" or "1.5 GiB". KB, MB, GB and TB are powers of 1024, as KiB,
 * MiB, GiB and TiB are. Throws an OptionError that names the option.
 */
export function parseByteSize(where: string, option: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return Math.floor(value);
  if (typeof value === "string") {
    const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(value);
    const unit = match === null ? undefined : units[match[2]!.toLowerCase()];
    const bytes = match === null || unit === undefined ? 0 : Math.floor(Number(match[1]) * unit);
    if (bytes > 0) return bytes;
  }
  const shown = typeof value === "string" ? `"${value}"` : `${value}`;
  throw new OptionError(
    `${where}: ${option} is a number of bytes above 0 or text such as "256MB" (units B, KB, MB, GB, TB), not ${shown}`,
    where,
    option,
  );
}
