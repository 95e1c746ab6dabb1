// Numbers of parquet.thrift (https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift).

/** Physical types. */
export const Physical = {
  boolean: 0,
  int32: 1,
  int64: 2,
  int96: 3,
  float: 4,
  double: 5,
  byteArray: 6,
  fixedLengthByteArray: 7,
} as const;

/** Encodings of pages. */
export const Encoding = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  bitPacked: 4,
  deltaBinaryPacked: 5,
  deltaLengthByteArray: 6,
  deltaByteArray: 7,
  rleDictionary: 8,
  byteStreamSplit: 9,
} as const;

/** Compression codecs. */
export const Codec = {
  uncompressed: 0,
  snappy: 1,
  gzip: 2,
  lzo: 3,
  brotli: 4,
  lz4: 5,
  zstd: 6,
  lz4Raw: 7,
} as const;

/** Page types. */
export const PageType = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

/** Repetition of a schema element. */
export const Repetition = { required: 0, optional: 1, repeated: 2 } as const;

const encodingNames: Readonly<Record<number, string>> = {
  0: "PLAIN",
  2: "PLAIN_DICTIONARY",
  3: "RLE",
  4: "BIT_PACKED",
  5: "DELTA_BINARY_PACKED",
  6: "DELTA_LENGTH_BYTE_ARRAY",
  7: "DELTA_BYTE_ARRAY",
  8: "RLE_DICTIONARY",
  9: "BYTE_STREAM_SPLIT",
};

/** The name of an encoding for messages. */
export function encodingName(encoding: number): string {
  return encodingNames[encoding] ?? `number ${encoding}`;
}

const codecNames: Readonly<Record<number, string>> = {
  0: "UNCOMPRESSED",
  1: "SNAPPY",
  2: "GZIP",
  3: "LZO",
  4: "BROTLI",
  5: "LZ4",
  6: "ZSTD",
  7: "LZ4_RAW",
};

/** The name of a codec for messages. */
export function codecName(codec: number): string {
  return codecNames[codec] ?? `number ${codec}`;
}
