import type { EagerForms } from "../../src/eager/forms.ts";
import { count, groupBy, max, mean, sum } from "../../src/eager/table.ts";

function scan(table: string): EagerForms[string] {
  return async (read) => {
    const x = await read(table, ["id1", "id3", "v1", "v3"]);
    return groupBy(x, ["id1"], { id3: max("id3"), v1: sum("v1"), v3: mean("v3"), n: count() });
  };
}

/** The questions over arrays. */
export const forms: EagerForms = {
  "scan-plain": scan("plain"),
  "scan-snappy": scan("snappy"),
  "scan-zstd": scan("zstd"),
  "scan-csv": scan("csv"),
  "scan-gzip": scan("gzip"),
  "write-csv": (read) => read("snappy"),
};
