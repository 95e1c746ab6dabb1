import type { AggregateExports } from "./exports/aggregate.ts";
import type { ArenaExports } from "./exports/arena.ts";
import type { ChunkExports } from "./exports/chunk.ts";
import type { CsvExports } from "./exports/csv.ts";
import type { CsvWriteExports } from "./exports/csv-write.ts";
import type { GatherExports } from "./exports/gather.ts";
import type { HolisticExports } from "./exports/holistic.ts";
import type { InflateExports } from "./exports/inflate.ts";
import type { JoinExports } from "./exports/join.ts";
import type { KeysExports } from "./exports/keys.ts";
import type { NumberKernels } from "./exports/number.ts";
import type { ParquetKernels } from "./exports/parquet.ts";
import type { ParquetWriteExports } from "./exports/parquet-write.ts";
import type { RowsExports } from "./exports/rows.ts";
import type { SortExports } from "./exports/sort.ts";
import type { SpillExports } from "./exports/spill.ts";

/** Every function of kernels.wasm, one interface an area; the documents of the functions are there. */
export interface KernelExports
  extends ArenaExports,
    RowsExports,
    ChunkExports,
    KeysExports,
    ParquetKernels,
    AggregateExports,
    JoinExports,
    SortExports,
    HolisticExports,
    GatherExports,
    InflateExports,
    SpillExports,
    ParquetWriteExports,
    CsvExports,
    NumberKernels,
    CsvWriteExports {
  /** The version of the kernel interface that the module was built with. */
  version(): number;
}
