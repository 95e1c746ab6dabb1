import type { ColumnStatistics, ScanFile } from "@millrace/plan";
import type { FileStatistics, FormatEnvironment } from "../../format.ts";
import { fileColumns } from "../metadata/columns.ts";
import { readFooter } from "../metadata/footer-cache.ts";
import type { Bound } from "./bounds.ts";
import { boundLiteral, chunkBounds, compareBounds } from "./bounds.ts";

/** Rows and bounds of files by their footers; bounds of text may be wider than its values. */
export function fileStatistics(files: readonly ScanFile[], environment: FormatEnvironment): FileStatistics {
  const footers = files.map((file) => readFooter(environment.files, file));
  const known = new Map<string, ColumnStatistics | null>();
  return {
    rows: footers.reduce((sum, footer) => sum + footer.rows, 0),
    column(name) {
      let statistics = known.get(name);
      if (statistics === undefined) {
        statistics = columnStatistics(name);
        known.set(name, statistics);
      }
      return statistics;
    },
  };

  function columnStatistics(name: string): ColumnStatistics | null {
    let min: Bound | null = null;
    let max: Bound | null = null;
    let hasBounds = true;
    let nullCount: number | null = 0;
    for (const footer of footers) {
      const column = fileColumns(footer).readable.find((candidate) => candidate.name === name);
      if (column === undefined) return null;
      for (const group of footer.rowGroups) {
        if (group.rows === 0) continue;
        const bounds = chunkBounds(column, group.chunk(column.leaf)?.statistics ?? null, group.rows);
        nullCount = nullCount === null || bounds.nullCount === null ? null : nullCount + bounds.nullCount;
        if (bounds.nullCount !== null && bounds.nullCount >= group.rows) continue;
        if (bounds.min === null || bounds.max === null) hasBounds = false;
        else {
          if (min === null || compareBounds(bounds.min, min) < 0) min = bounds.min;
          if (max === null || compareBounds(bounds.max, max) > 0) max = bounds.max;
        }
      }
    }
    return {
      min: hasBounds ? boundLiteral(min) : null,
      max: hasBounds ? boundLiteral(max) : null,
      nullCount,
      distinctCount: null,
    };
  }
}
