import { scanFormat } from "@millrace/formats";
import type { ColumnStatistics, ScanSource, SourceStatistics } from "@millrace/plan";
import { estimateRows } from "@millrace/plan";
import { localFiles } from "@millrace/storage";

/** Bytes that a row of text is taken to have when nothing is known of it. */
const TEXT_ROW_BYTES = 64;

interface KnownSource {
  readonly rows: number;
  column(name: string): ColumnStatistics | null;
}

/** What the planner asks of sources: footers and frames are asked, text is estimated by its size. */
export class EngineStatistics implements SourceStatistics {
  private readonly known = new WeakMap<ScanSource, KnownSource>();

  rows(source: ScanSource): number {
    return this.of(source).rows;
  }

  column(source: ScanSource, name: string): ColumnStatistics | null {
    return this.of(source).column(name);
  }

  private of(source: ScanSource): KnownSource {
    let known = this.known.get(source);
    if (known === undefined) {
      known = describe(source, this);
      this.known.set(source, known);
    }
    return known;
  }
}

function describe(source: ScanSource, statistics: SourceStatistics): KnownSource {
  const nothing = (): null => null;
  if (source.kind === "frame") return { rows: source.data.numRows, column: nothing };
  if (source.kind === "shared") return { rows: Math.ceil(estimateRows(source.plan, statistics)), column: nothing };
  if (source.kind === "stream") return { rows: 1_000_000, column: nothing };
  const format = scanFormat(source.format);
  const bytes = source.files.reduce((sum, file) => sum + file.byteLength, 0);
  const known = format.statistics?.(source.files, source.options, { files: localFiles });
  if (known === undefined) return { rows: Math.ceil(bytes / TEXT_ROW_BYTES), column: nothing };
  const rows = known.rows ?? Math.ceil(bytes / TEXT_ROW_BYTES);
  return { rows, column: (name) => known.column(name) };
}
