import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { DuckdbSession } from "@millrace/testkit";
import { Categorical, col, scanParquet } from "millrace";

/** A file that is read without an error, and where mutations start from. */
export interface GoodFile {
  readonly name: string;
  readonly format: "parquet" | "csv";
  readonly path: string;
  /** How its text is stored: compressed text is changed before or behind its compression. */
  readonly compression: "none" | "gzip" | "zstd";
}

/** Larger files make the mutations slow, and are changed less for each of their bytes. */
const MAX_CORPUS_BYTES = 40_000;

/** Every type that is written, with and without nulls, in few and in many distinct values. */
const columns = `i AS key, (i % 7)::TINYINT AS i8, CASE WHEN i % 5 = 0 THEN NULL ELSE (i % 300 - 150)::SMALLINT END AS i16,
  CASE WHEN i % 3 = 0 THEN NULL ELSE (i * 7919 % 100003)::INTEGER END AS i32, (i % 250)::UTINYINT AS u8,
  (i * 131 % 65536)::USMALLINT AS u16, (i * 7919 % 4294967296)::UINTEGER AS u32, hash(i)::UBIGINT AS u64,
  CASE WHEN i % 100 < 50 THEN NULL ELSE i % 2 = 0 END AS flag, (i / 7)::DOUBLE AS f64, (i / 3)::FLOAT AS f32,
  (i % 1000 / 100)::DECIMAL(9,2) AS dec9, CASE WHEN i % 4 = 0 THEN NULL ELSE (i * 1000003 / 1000)::DECIMAL(18,3) END AS dec18,
  DATE '2000-01-01' + (i % 500)::INTEGER AS d, TIMESTAMP '2001-02-03 04:05:06.789' + to_microseconds(i * 1000003) AS ts,
  'word' || (i % 9) AS few, CASE WHEN i % 11 = 0 THEN NULL ELSE 'a longer text with the number ' || hash(i) END AS many,
  NULL::INTEGER AS nothing, CASE WHEN i < 200 THEN NULL ELSE 'ä€𝄞' || (i % 3) END AS late`;

const rowsOf = (numRows: number): string => `SELECT ${columns} FROM range(${numRows}) t(i) ORDER BY i`;

/** Writes Parquet files of every type, codec, encoding, page version and page index that there is a writer for. */
async function writeParquetFiles(folder: string): Promise<GoodFile[]> {
  const paths = new Map<string, string>();
  const add = (name: string): string => {
    const path = join(folder, `${name}.parquet`);
    paths.set(name, path);
    return path;
  };
  const duckdb = await DuckdbSession.open();
  try {
    for (const codec of ["uncompressed", "snappy", "zstd", "gzip", "brotli", "lz4_raw"]) {
      await duckdb.run(`COPY (${rowsOf(400)}) TO '${add(`duckdb-${codec}`)}' (FORMAT parquet, COMPRESSION ${codec})`);
    }
    const v2 = "FORMAT parquet, PARQUET_VERSION V2";
    await duckdb.run(`COPY (${rowsOf(700)}) TO '${add("duckdb-v2")}' (${v2}, COMPRESSION uncompressed)`);
    await duckdb.run(`COPY (${rowsOf(300)}) TO '${add("duckdb-v2-zstd")}' (${v2}, COMPRESSION zstd)`);
  } finally {
    duckdb.close();
  }
  const source = scanParquet(paths.get("duckdb-zstd")!).withColumns(col("few").cast(Categorical).alias("category"));
  for (const compression of ["uncompressed", "snappy", "zstd"] as const) {
    for (const dictionary of [true, false]) {
      const path = add(`own-${compression}-${dictionary ? "coded" : "flat"}`);
      await source.sinkParquet(path, { compression, dictionary, rowGroupSize: 150 });
    }
  }
  const small = source.select("key", "i32", "few", "many");
  await small.sinkParquet(add("own-small"), { compression: "uncompressed" });
  await small.head(0).sinkParquet(add("own-empty"));
  await small.sinkParquet(add("own-no-statistics"), { statistics: false, compression: "snappy" });
  return [...paths].map(([name, path]) => ({ name, path, format: "parquet", compression: "none" }) as const);
}

const csvTexts: Readonly<Record<string, string>> = {
  quoted: 'a,b,c\n1,"x, y",2.5\n2,"line\nbreak",-1e3\n3,"a ""quoted"" word",\n4,,0\n',
  crlf: 'id,name,at\r\n1,"one\r\ntwo",2024-01-02\r\n2,three,2024-02-29\r\n',
  bom: "\ufeffk;v\n1;2\n3;4\n",
  single: "only\n1\n\n3\n",
  wide: `${Array.from({ length: 120 }, (_, i) => `c${i}`).join(",")}\n${"1,2,3,x,".repeat(30).slice(0, -1)}\n`.repeat(
    3,
  ),
  ragged: "a,b,c\n1\n1,2\n1,2,3\n,,\n",
  comments: "# a comment\na,b\n1,2\n# another\n3,4\n",
  unended: 'a,b\n1,"x"\n2,"y"',
};

async function writeCsvFiles(folder: string, source: string): Promise<GoodFile[]> {
  const files: GoodFile[] = [];
  const add = (name: string, bytes: Uint8Array | string, compression: GoodFile["compression"] = "none"): void => {
    const path = join(folder, `${name}.csv`);
    writeFileSync(path, bytes);
    files.push({ name, path, format: "csv", compression });
  };
  for (const [name, text] of Object.entries(csvTexts)) add(name, text);
  const typed = join(folder, "typed.csv");
  await scanParquet(source).sinkCsv(typed);
  files.push({ name: "typed", path: typed, format: "csv", compression: "none" });
  const text = readFileSync(typed);
  add("typed-gzip", gzipSync(text), "gzip");
  add("typed-zstd", zstdCompressSync(text), "zstd");
  add("quoted-gzip", gzipSync(csvTexts["quoted"]!), "gzip");
  return files;
}

/** The small files of the corpora that are read as they stand, in the order of the manifest; none where they are not here. */
function corpusFiles(corpora: string | null): GoodFile[] {
  if (corpora === null) return [];
  const lines = readFileSync(join(corpora, "MANIFEST.tsv"), "utf8").trimEnd().split("\n").slice(1);
  return lines.flatMap((line) => {
    const [path = "", format = "", , , , , , , , expected = ""] = line.split("\t");
    const isWanted = (format === "parquet" || format === "csv") && expected === "reads";
    if (!isWanted || statSync(join(corpora, path)).size > MAX_CORPUS_BYTES) return [];
    return [{ name: path, path: join(corpora, path), format, compression: "none" } as GoodFile];
  });
}

/** Writes the good files into the folder, and adds those of the corpora (null: without them). The order is always the same. */
export async function writeGoodFiles(folder: string, corpora: string | null): Promise<GoodFile[]> {
  mkdirSync(folder, { recursive: true });
  const parquet = await writeParquetFiles(folder);
  const csv = await writeCsvFiles(folder, parquet[0]!.path);
  return [...parquet, ...csv, ...corpusFiles(corpora)];
}
