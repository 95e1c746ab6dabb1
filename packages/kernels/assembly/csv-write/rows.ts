import { format_f32, format_f64 } from "../number/format-float";
import { format_i64, format_u64 } from "../number/format-integer";
import { writeDecimal128, writeDecimal64, writeFixed } from "./decimal";
import { writeDate, writeDatetime } from "./temporal";
import { needsQuotes, sameText, writeBytes, writeQuoted } from "./text";

// A batch of columns as CSV rows, in one pass.
//
// format (u32 each): 0 separator | 4 quote | 8 null text | 12 its length | 16 line end | 20 its length | 24 fraction
//   digits of floats, or -1 for the shortest | 28 rows done (out)
// column (32 bytes, u32 each): 0 kind | 4 validity bitmap or 0 | 8 data | 12 offsets | 16 bytes | 20 parameter | 24 base
//   parameter: scale of a decimal, 1 for a datetime in UTC; base: what offsets count from
// In step with packages/formats/src/csv/write/column-table.ts.

const SEPARATOR: usize = 0;
const QUOTE: usize = 4;
const NULL_TEXT: usize = 8;
const NULL_LENGTH: usize = 12;
const LINE_END: usize = 16;
const LINE_END_LENGTH: usize = 20;
const FLOAT_DIGITS: usize = 24;
const ROWS_DONE: usize = 28;

const COLUMN_SIZE: usize = 32;
const VALIDITY: usize = 4;
const DATA: usize = 8;
const OFFSETS: usize = 12;
const BYTES: usize = 16;
const PARAMETER: usize = 20;
const BASE: usize = 24;

/** Room that a value which is not text takes at most, separator included. */
const VALUE_ROOM: usize = 64;

@inline
function isSet(bitmap: usize, row: usize): bool {
  return ((load<u8>(bitmap + (row >> 3)) >> (<u8>row & 7)) & 1) != 0;
}

function writeFloat(value: f64, isSingle: bool, digits: i32, out: usize): usize {
  if (digits >= 0) {
    const length = writeFixed(value, digits, out);
    if (length > 0) return out + length;
  }
  return out + (isSingle ? format_f32(<f32>value, out) : format_f64(value, out));
}

function writeBoolean(value: bool, out: usize): usize {
  if (value) {
    store<u32>(out, 0x65757274);
    return out + 4;
  }
  store<u32>(out, 0x736c6166);
  store<u8>(out, 101, 4);
  return out + 5;
}

/** Writes one value that is not text. Kinds: see the order of the cases in column-table.ts. */
@inline
function writeValue(kind: u32, column: usize, row: usize, floatDigits: i32, out: usize): usize {
  const data = <usize>load<u32>(column, DATA);
  switch (kind) {
    case 0:
      return writeBoolean(isSet(data, row), out);
    case 1:
      return out + format_i64(load<i8>(data + row), out);
    case 2:
      return out + format_i64(load<i16>(data + (row << 1)), out);
    case 3:
      return out + format_i64(load<i32>(data + (row << 2)), out);
    case 4:
      return out + format_i64(load<i64>(data + (row << 3)), out);
    case 5:
      return out + format_u64(load<u8>(data + row), out);
    case 6:
      return out + format_u64(load<u16>(data + (row << 1)), out);
    case 7:
      return out + format_u64(load<u32>(data + (row << 2)), out);
    case 8:
      return out + format_u64(load<u64>(data + (row << 3)), out);
    case 9:
      return writeFloat(load<f32>(data + (row << 2)), true, floatDigits, out);
    case 10:
      return writeFloat(load<f64>(data + (row << 3)), false, floatDigits, out);
    case 11:
      return out + writeDecimal64(load<i64>(data + (row << 3)), <i32>load<u32>(column, PARAMETER), out);
    case 12:
      return out + writeDecimal128(data + (row << 4), <i32>load<u32>(column, PARAMETER), out);
    case 13:
      return out + writeDate(load<i32>(data + (row << 2)), out);
    default:
      return out + writeDatetime(load<i64>(data + (row << 3)), load<u32>(column, PARAMETER) != 0, out);
  }
}

const STRING: u32 = 15;
const CODES: u32 = 16;
const NULLS: u32 = 17;

/**
 * Writes rows [from, to) at `out`, whole rows only, as many as end before `end`; stores the row after the last one written
 * in the format block. Returns the length. A first row that does not fit leaves the length 0.
 */
export function csvw_rows(format: usize, columns: usize, numColumns: usize, from: usize, to: usize, out: usize, end: usize): usize {
  const separator = <u8>load<u32>(format, SEPARATOR);
  const quote = <u8>load<u32>(format, QUOTE);
  const nullText = <usize>load<u32>(format, NULL_TEXT);
  const nullLength = <usize>load<u32>(format, NULL_LENGTH);
  const lineEnd = <usize>load<u32>(format, LINE_END);
  const lineEndLength = <usize>load<u32>(format, LINE_END_LENGTH);
  const floatDigits = load<i32>(format, FLOAT_DIGITS);
  const columnsEnd = columns + numColumns * COLUMN_SIZE;
  let p = out;
  let row = from;
  for (; row < to; row++) {
    let q = p;
    let fits = true;
    for (let column = columns; column < columnsEnd; column += COLUMN_SIZE) {
      const kind = load<u32>(column);
      const validity = <usize>load<u32>(column, VALIDITY);
      if (kind == NULLS || (validity != 0 && !isSet(validity, row))) {
        if (q + nullLength + VALUE_ROOM > end) {
          fits = false;
          break;
        }
        q = writeBytes(nullText, nullLength, q);
      } else if (kind >= STRING) {
        const index = kind == CODES ? <usize>load<u32>(<usize>load<u32>(column, DATA) + (row << 2)) : row;
        const offsets = <usize>load<u32>(column, OFFSETS) + (index << 2);
        const start = load<u32>(offsets);
        const length = <usize>(load<u32>(offsets, 4) - start);
        const text = <usize>load<u32>(column, BYTES) + <usize>(start - load<u32>(column, BASE));
        if (q + 2 * length + VALUE_ROOM > end) {
          fits = false;
          break;
        }
        // A text that reads like a null is quoted, so that reading it back tells the two apart.
        // So is an empty text: a field without quotes and text is a null.
        if (length == 0 || needsQuotes(text, length, separator, quote) || sameText(text, length, nullText, nullLength)) {
          q = writeQuoted(text, length, quote, q);
        } else q = writeBytes(text, length, q);
      } else {
        if (q + VALUE_ROOM > end) {
          fits = false;
          break;
        }
        q = writeValue(kind, column, row, floatDigits, q);
      }
      store<u8>(q++, separator);
    }
    if (!fits || q + lineEndLength + VALUE_ROOM > end) break;
    // The line end takes the place of the last separator.
    if (numColumns != 0) q--;
    p = writeBytes(lineEnd, lineEndLength, q);
  }
  store<u32>(format, <u32>row, ROWS_DONE);
  return p - out;
}
