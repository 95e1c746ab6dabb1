import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { Random } from "@millrace/testkit";
import type { GoodFile } from "./good-files.ts";
import { changeBytes } from "./mutate-bytes.ts";
import { mutateCsv } from "./mutate-csv.ts";
import type { Mutation } from "./mutate-parquet.ts";
import { mutateParquet } from "./mutate-parquet.ts";
import type { Outcome } from "./outcome.ts";
import { faultOfError } from "./outcome.ts";
import { readCsvTwice } from "./read-csv.ts";
import { readParquetTwice } from "./read-parquet.ts";

/** A changed file and the text in it, which is not known of damaged compressed data. */
interface Changed extends Mutation {
  readonly text: Uint8Array | null;
}

/** The good file of a mutation: text and Parquet in turn, the project's own files as often as those of the corpora. */
function pickFile(files: readonly GoodFile[], index: number, random: Random): GoodFile {
  const format = index % 3 === 0 ? "csv" : "parquet";
  const ofFormat = files.filter((file) => file.format === format);
  const own = ofFormat.filter(({ name, path }) => name !== path && !name.includes("/"));
  return random.pick(random.chance(0.5) ? own : ofFormat);
}

function change(file: GoodFile, random: Random): Changed {
  const bytes = new Uint8Array(readFileSync(file.path));
  if (file.format === "parquet") return { ...mutateParquet(bytes, random), text: null };
  if (file.compression === "none") {
    const mutation = mutateCsv(bytes, random);
    return { ...mutation, text: mutation.bytes };
  }
  if (random.chance(0.5)) {
    const damaged = changeBytes(bytes, { from: 0, to: bytes.length }, random);
    return { kind: `damaged ${file.compression}`, bytes: damaged, pagesOnly: false, text: null };
  }
  const [pack, unpack] = file.compression === "gzip" ? [gzipSync, gunzipSync] : [zstdCompressSync, zstdDecompressSync];
  const mutation = mutateCsv(new Uint8Array(unpack(bytes)), random);
  return { ...mutation, bytes: new Uint8Array(pack(mutation.bytes)), text: mutation.bytes };
}

/** The random choices of one mutation: they depend on the seed and its number alone. */
export function randomOf(seed: number, index: number): Random {
  return new Random(Math.imul(seed, 0x9e3779b1) ^ index);
}

/** Changes a good file, reads it, and says what came of it. `keep` leaves the file there. */
export async function runMutation(
  files: readonly GoodFile[],
  folder: string,
  seed: number,
  index: number,
  keep: boolean,
): Promise<Outcome> {
  const random = randomOf(seed, index);
  const file = pickFile(files, index, random);
  const changed = change(file, random);
  const path = join(folder, `mutation-${seed}-${index}${extname(file.path)}`);
  writeFileSync(path, changed.bytes);
  const title = `${file.name}: ${changed.kind}`;
  const outcome = (kind: Outcome["kind"], text: string): Outcome => {
    return { index, title, kind, text, peakMiB: process.resourceUsage().maxRSS / 1024 };
  };
  try {
    const read = file.format === "parquet" ? readParquetTwice(path, random) : readCsvTwice(path, changed.text, random);
    const wrong = await read;
    return wrong === null ? outcome("read", "") : outcome("fault", wrong);
  } catch (error) {
    const fault = faultOfError(error, path);
    return fault === null
      ? outcome(
          "error",
          (error as { code: string }).code === "MEMORY_LIMIT"
            ? `MEMORY_LIMIT ${(error as Error).message}`
            : (error as { code: string }).code,
        )
      : outcome("fault", fault);
  } finally {
    if (!keep) rmSync(path, { force: true });
  }
}
