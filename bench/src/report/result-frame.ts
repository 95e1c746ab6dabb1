import type { DataFrame } from "millrace";
import { Float64, fromRecords, Int64, String as Text } from "millrace";
import type { BenchRecord } from "../record.ts";

const MIB = 1024 ** 2;

/** The columns of a result frame, always these. */
const schema = {
  suite: Text,
  query: Text,
  engine: Text,
  version: Text,
  threads: Int64,
  rows: Int64,
  seconds: Float64,
  cold_seconds: Float64,
  user_seconds: Float64,
  system_seconds: Float64,
  memory_mb: Float64,
  bytes_read: Int64,
  bytes_written: Int64,
  input_rows: Int64,
  rows_per_second: Float64,
  answer: Text,
} as const;

/**
 * The records as a frame: a row for each, `seconds` the median of the warm runs, `memory_mb` the peak of the process in
 * units of 1,000,000 bytes, null where a case failed.
 */
export function resultFrame(records: readonly BenchRecord[]): DataFrame {
  const rows = records.map((record) => ({
    suite: record.suite,
    query: record.query,
    engine: record.engine,
    version: record.version,
    threads: record.threads,
    rows: record.rows,
    seconds: record.medianSeconds,
    cold_seconds: record.coldSeconds,
    user_seconds: record.userSeconds,
    system_seconds: record.systemSeconds,
    memory_mb: record.peakRssMiB === null ? null : (record.peakRssMiB * MIB) / 1e6,
    bytes_read: record.bytesRead,
    bytes_written: record.bytesWritten ?? null,
    input_rows: record.inputRows ?? null,
    rows_per_second: record.rowsPerSecond ?? null,
    answer: record.difference === undefined ? record.answer : `${record.answer}: ${record.difference}`,
  }));
  return fromRecords(rows, { schema });
}
