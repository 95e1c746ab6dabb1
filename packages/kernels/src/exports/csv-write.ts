/** Formatting of CSV rows. */
export interface CsvWriteExports {
  /**
   * Writes rows [from, to) of columns as CSV at `out`, whole rows only, as many as end before `end`. `format` and `columns` are
   * blocks as packages/formats/src/csv/write/column-table.ts lays them out; the row after the last one written is stored in
   * the format block. Returns the length in bytes; 0 where not even the first row fits.
   */
  csvw_rows(
    format: number,
    columns: number,
    numColumns: number,
    from: number,
    to: number,
    out: number,
    end: number,
  ): number;
}
