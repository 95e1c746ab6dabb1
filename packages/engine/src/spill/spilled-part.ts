/** Pages of one partition of a slot's state that were written to a file: plain data. */
export interface SpilledPart {
  readonly file: string;
  readonly offset: number;
  /** Bytes in the file, headers included. */
  readonly byteLength: number;
  readonly partition: number;
  readonly numPages: number;
  readonly numRows: number;
  /** Bytes of the pages in memory, and of the largest of them. */
  readonly pageBytes: number;
  readonly maxPageBytes: number;
}

/** Parts that follow one another in their files, as one part each: what was written piece by piece is read as one. */
export function joinParts(parts: readonly SpilledPart[]): SpilledPart[] {
  const joined: SpilledPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (
      last?.file !== part.file ||
      last.offset + last.byteLength !== part.offset ||
      last.partition !== part.partition
    ) {
      joined.push(part);
      continue;
    }
    joined[joined.length - 1] = {
      ...last,
      byteLength: last.byteLength + part.byteLength,
      numPages: last.numPages + part.numPages,
      numRows: last.numRows + part.numRows,
      pageBytes: last.pageBytes + part.pageBytes,
      maxPageBytes: Math.max(last.maxPageBytes, part.maxPageBytes),
    };
  }
  return joined;
}
