// The full order of two rows: words, tie fields, seq.
import {
  FIELD_F32, FIELD_F64, FIELD_I128, FIELD_U64, FIELD_VIEW,
} from "../../../core/src/layout/field-layout";
import {
  SORT_DESC_HEADER, SORT_DESC_NUM_TIES, SORT_DESC_NUM_WORDS, SORT_TIE_DESCENDING, SORT_TIE_FIELD, SORT_TIE_NULLS_LAST,
  SORT_TIE_NULL_OFFSET, SORT_TIE_OFFSET, SORT_TIE_SIZE,
} from "../../../core/src/layout/sort";
import { viewsCompare } from "../bytes/compare";
import { integerKey } from "../join/integer-key";
import { pageOf } from "../rows/pages";

function floatsCompare(x: f64, y: f64): i32 {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x == y) return 0;
  // At least one NaN: after every number, equal to itself.
  const xNan = x != x;
  const yNan = y != y;
  return xNan == yNan ? 0 : xNan ? 1 : -1;
}

function signedCompare(x: i64, y: i64): i32 {
  return x == y ? 0 : x < y ? -1 : 1;
}

function unsignedCompare(x: u64, y: u64): i32 {
  return x == y ? 0 : x < y ? -1 : 1;
}

function valuesCompare(a: usize, aBase: usize, b: usize, bBase: usize, field: i32): i32 {
  if (field == FIELD_VIEW) return viewsCompare(a, aBase, b, bBase);
  if (field == FIELD_F64) return floatsCompare(load<f64>(a), load<f64>(b));
  if (field == FIELD_F32) return floatsCompare(<f64>load<f32>(a), <f64>load<f32>(b));
  if (field == FIELD_I128) {
    const order = signedCompare(load<i64>(a, 8), load<i64>(b, 8));
    return order != 0 ? order : unsignedCompare(load<u64>(a), load<u64>(b));
  }
  const x = integerKey(a, field);
  const y = integerKey(b, field);
  return field == FIELD_U64 ? unsignedCompare(x, y) : signedCompare(<i64>x, <i64>y);
}

function tieCompare(a: usize, aBase: usize, b: usize, bBase: usize, tie: usize): i32 {
  const nullOffset = load<i32>(tie, SORT_TIE_NULL_OFFSET);
  if (nullOffset >= 0) {
    const aNull = load<u8>(a + <usize>nullOffset) != 0;
    const bNull = load<u8>(b + <usize>nullOffset) != 0;
    if (aNull || bNull) {
      if (aNull == bNull) return 0;
      const nullsLast = load<u32>(tie, SORT_TIE_NULLS_LAST) != 0;
      return aNull == nullsLast ? 1 : -1;
    }
  }
  const offset = <usize>load<u32>(tie, SORT_TIE_OFFSET);
  const order = valuesCompare(a + offset, aBase, b + offset, bBase, load<i32>(tie, SORT_TIE_FIELD));
  return load<u32>(tie, SORT_TIE_DESCENDING) != 0 ? -order : order;
}

/**
 * The order of two rows from level `from` on: a word, or a tie field behind the words. A base is the page start of a page row, 0
 * for a row with absolute views.
 */
export function rowsCompare(a: usize, aBase: usize, b: usize, bBase: usize, desc: usize, from: u32): i32 {
  const numWords = load<u32>(desc, SORT_DESC_NUM_WORDS);
  for (let w = from; w < numWords; w++) {
    const x = load<u64>(a + (<usize>w << 3));
    const y = load<u64>(b + (<usize>w << 3));
    if (x != y) return x < y ? -1 : 1;
  }
  const numTies = load<u32>(desc, SORT_DESC_NUM_TIES);
  for (let t: u32 = from > numWords ? from - numWords : 0; t < numTies; t++) {
    const order = tieCompare(a, aBase, b, bBase, desc + SORT_DESC_HEADER + <usize>t * SORT_TIE_SIZE);
    if (order != 0) return order;
  }
  const seq = <usize>numWords << 3;
  return unsignedCompare(load<u64>(a + seq), load<u64>(b + seq));
}

/** The order of two page rows from level `from` on. */
export function pageRowsCompare(a: usize, b: usize, desc: usize, from: u32): i32 {
  return rowsCompare(a, pageOf(a), b, pageOf(b), desc, from);
}

export function sort_compare(rowA: usize, rowB: usize, desc: usize): i32 {
  return pageRowsCompare(rowA, rowB, desc, 0);
}
