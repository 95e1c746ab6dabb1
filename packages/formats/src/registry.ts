import { OptionError } from "@millrace/core";
import { csvFormat } from "./csv/csv-format.ts";
import type { ScanFormat } from "./format.ts";
import { parquetFormat } from "./parquet/parquet-format.ts";

/** Every file format that can be scanned, by name: one line each. */
const formats: readonly ScanFormat[] = [parquetFormat, csvFormat];

/** The format of that name. Throws an OptionError that lists the formats. */
export function scanFormat(name: string): ScanFormat {
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  const names = formats.map((format) => format.name);
  throw new OptionError(
    `There is no file format "${name}". The formats are: ${names.join(", ")}`,
    "scan",
    "format",
    names,
  );
}
