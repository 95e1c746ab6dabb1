/** Between rows and vectors, and vector to vector. `field` is FIELD_… of core's layout/field-layout.ts. */
export interface GatherExports {
  /**
   * One field of n page rows into a vector. nullOffset: where the row's null byte (1 = null) lies, -1 = none. Row address 0 gives null.
   * outValidity: u8[n], 1 = valid; or 0 when nobody asks. Views become absolute; values under null are written as they lie (zero by contract).
   */
  gather_rows(
    n: number,
    rows: number,
    fieldOffset: number,
    nullOffset: number,
    field: number,
    outData: number,
    outValidity: number,
  ): void;
  /** out[i] = data[indices[i]]; width 1, 2, 4, 8 or 16; also for validity (width 1). Index 0xffffffff gives zero. */
  gather_vector(n: number, indices: number, data: number, width: number, out: number): void;
  /**
   * One vector into a field of n rows: rows[i] gets data[indices[i]] (indices 0: data[i]). validity 0 = all valid; the null byte is
   * written where nullOffset >= 0. Values under null are written as zero. Long strings go to heaps[i] (absolute), which moves on;
   * heaps 0 is allowed where no string is longer than VIEW_INLINE.
   */
  scatter_rows(
    n: number,
    indices: number,
    data: number,
    validity: number,
    field: number,
    rows: number,
    fieldOffset: number,
    nullOffset: number,
    heaps: number,
  ): void;
  /** inOutBytes[i] += bytes that scatter_rows will put on the heap for a string vector's value i; u32 each. */
  scatter_heap_bytes(n: number, indices: number, views: number, validity: number, inOutBytes: number): void;
}
