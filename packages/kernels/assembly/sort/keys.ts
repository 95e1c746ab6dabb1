// What an entry's word holds while its range is sorted: the row's words one after the other, then each tie field as numbers that
// compare as the field does, then seq. So whatever the keys are, sorting is sorting unsigned words; a range of equal words goes on
// with the next ones. A string gives 7 bytes a key, common prefixes skipped. See Bentley and Sedgewick, "Fast Algorithms for
// Sorting and Searching Strings", SODA 1997.
//
//   place:  level u32 << 32 | part u32        level: word, tie behind the words, then seq
//                                             part of a tie: 0 = its null byte, 1 + byte offset (of an i128: + half) = its value
import { FIELD_F32, FIELD_F64, FIELD_I128, FIELD_U64, FIELD_VIEW } from "../../../core/src/layout/field-layout";
import { PAGE_SIZE } from "../../../core/src/layout/pages";
import {
  SORT_DESC_HEADER, SORT_DESC_NUM_TIES, SORT_DESC_NUM_WORDS, SORT_ENTRY_ROW, SORT_TIE_DESCENDING, SORT_TIE_FIELD,
  SORT_TIE_NULLS_LAST, SORT_TIE_NULL_OFFSET, SORT_TIE_OFFSET, SORT_TIE_SIZE,
} from "../../../core/src/layout/sort";
import { viewBytes } from "../bytes/compare";
import { integerKey } from "../join/integer-key";
import { pageOf } from "../rows/pages";
import { entryAt } from "./entry";

/** There is nothing more to sort by. */
export const NO_PLACE: u64 = u64.MAX_VALUE;

const SIGN: u64 = 0x8000000000000000;
const NULL_PART: u32 = 0;
const VALUE_PART: u32 = 1;
/** Bytes of a string in one key; the lowest byte counts them. */
const STRING_BYTES: u32 = 7;
/** The lowest byte of a key whose string goes on. */
const GOES_ON: u64 = 9;

// @ts-ignore: decorator
@inline
export function levelOf(place: u64): u32 {
  return <u32>(place >> 32);
}

// @ts-ignore: decorator
@inline
function tieOf(place: u64, desc: usize): usize {
  return desc + SORT_DESC_HEADER + <usize>(levelOf(place) - load<u32>(desc, SORT_DESC_NUM_WORDS)) * SORT_TIE_SIZE;
}

/** Whether a place is in a tie field. */
function isTie(place: u64, desc: usize): bool {
  const level = levelOf(place);
  const numWords = load<u32>(desc, SORT_DESC_NUM_WORDS);
  return level >= numWords && level < numWords + load<u32>(desc, SORT_DESC_NUM_TIES);
}

function placeAtLevel(level: u32, desc: usize, bySeq: bool): u64 {
  const place = <u64>level << 32;
  const levels = load<u32>(desc, SORT_DESC_NUM_WORDS) + load<u32>(desc, SORT_DESC_NUM_TIES);
  if (level >= levels) return level == levels && bySeq ? place : NO_PLACE;
  if (isTie(place, desc) && load<i32>(tieOf(place, desc), SORT_TIE_NULL_OFFSET) < 0) return place + VALUE_PART;
  return place;
}

/** By what a range goes on whose rows all have `key` at `place`. bySeq: the rows did not come in the order of seq. */
export function placeAfter(place: u64, key: u64, desc: usize, bySeq: bool): u64 {
  if (isTie(place, desc)) {
    const tie = tieOf(place, desc);
    const part = <u32>place;
    if (part == NULL_PART) return place + VALUE_PART;
    const field = load<i32>(tie, SORT_TIE_FIELD);
    const value = load<u32>(tie, SORT_TIE_DESCENDING) != 0 ? ~key : key;
    if (field == FIELD_VIEW && (value & 255) == GOES_ON) return place + STRING_BYTES;
    if (field == FIELD_I128 && part == VALUE_PART) return place + 1;
  }
  return placeAtLevel(levelOf(place) + 1, desc, bySeq);
}

/** Whether a place is in a string's bytes, so that a common prefix can be skipped. */
export function isInString(place: u64, desc: usize): bool {
  return isTie(place, desc) && <u32>place != NULL_PART && load<i32>(tieOf(place, desc), SORT_TIE_FIELD) == FIELD_VIEW;
}

// @ts-ignore: decorator
@inline
function isNull(row: usize, tie: usize): bool {
  const nullOffset = load<i32>(tie, SORT_TIE_NULL_OFFSET);
  return nullOffset >= 0 && load<u8>(row + <usize>nullOffset) != 0;
}

/** -0 is 0, and every NaN is the greatest. */
function floatKey(value: f64): u64 {
  if (value != value) return u64.MAX_VALUE;
  const bits = reinterpret<u64>(value + 0.0);
  return bits ^ (<u64>(<i64>bits >> 63) | SIGN);
}

// @ts-ignore: decorator
@inline
function stringKey(view: usize, base: usize, offset: u32): u64 {
  const length = load<u32>(view);
  const left = length > offset ? length - offset : 0;
  const bytes = viewBytes(view, base) + offset;
  if (left > STRING_BYTES) return (bswap<u64>(load<u64>(bytes)) & ~(<u64>255)) | GOES_ON;
  let key: u64 = 0;
  for (let i: u32 = 0; i < left; i++) key |= <u64>load<u8>(bytes + i) << (56 - (<u64>i << 3));
  return key | (left + 1);
}

/** A null gives 0: its range has nulls alone. */
function valueKey(row: usize, tie: usize, part: u32): u64 {
  if (isNull(row, tie)) return 0;
  const at = row + <usize>load<u32>(tie, SORT_TIE_OFFSET);
  const field = load<i32>(tie, SORT_TIE_FIELD);
  let key: u64;
  if (field == FIELD_VIEW) key = stringKey(at, pageOf(row), part - VALUE_PART);
  else if (field == FIELD_F64) key = floatKey(load<f64>(at));
  else if (field == FIELD_F32) key = floatKey(<f64>load<f32>(at));
  else if (field == FIELD_I128) key = part == VALUE_PART ? load<u64>(at, 8) ^ SIGN : load<u64>(at);
  else {
    key = integerKey(at, field);
    if (field != FIELD_U64) key ^= SIGN;
  }
  return load<u32>(tie, SORT_TIE_DESCENDING) != 0 ? ~key : key;
}

/** The keys of a string's bytes from `part` on: valueKey, with what is the same for all rows out of the loop. */
function fillStringKeys(entries: usize, end: usize, tie: usize, part: u32): void {
  const offset = <usize>load<u32>(tie, SORT_TIE_OFFSET);
  const flip: u64 = load<u32>(tie, SORT_TIE_DESCENDING) != 0 ? u64.MAX_VALUE : 0;
  const nullOffset = load<i32>(tie, SORT_TIE_NULL_OFFSET);
  for (let entry = entries; entry < end; entry += 16) {
    const row = <usize>load<u32>(entry, SORT_ENTRY_ROW);
    const isNull = nullOffset >= 0 && load<u8>(row + <usize>nullOffset) != 0;
    store<u64>(entry, isNull ? 0 : stringKey(row + offset, pageOf(row), part - VALUE_PART) ^ flip);
  }
}

/** Gives n entries their rows' keys at a place. */
export function fillKeys(entries: usize, n: u32, place: u64, desc: usize): void {
  const end = entryAt(entries, n);
  if (!isTie(place, desc)) {
    const numWords = load<u32>(desc, SORT_DESC_NUM_WORDS);
    // Seq lies behind the words.
    const offset = <usize>min<u32>(levelOf(place), numWords) << 3;
    for (let entry = entries; entry < end; entry += 16) {
      store<u64>(entry, load<u64>(<usize>load<u32>(entry, SORT_ENTRY_ROW) + offset));
    }
    return;
  }
  const tie = tieOf(place, desc);
  const part = <u32>place;
  if (part != NULL_PART && load<i32>(tie, SORT_TIE_FIELD) == FIELD_VIEW) return fillStringKeys(entries, end, tie, part);
  const nullsLast = load<u32>(tie, SORT_TIE_NULLS_LAST) != 0;
  for (let entry = entries; entry < end; entry += 16) {
    const row = <usize>load<u32>(entry, SORT_ENTRY_ROW);
    store<u64>(entry, part == NULL_PART ? <u64>(isNull(row, tie) == nullsLast) : valueKey(row, tie, part));
  }
}

// @ts-ignore: decorator
@inline
function bytesLeft(view: usize, offset: u32): u32 {
  const length = load<u32>(view);
  return length > offset ? length - offset : 0;
}

/** How many bytes from `place` on n rows have in common with the string of row `first`, at most `limit`. */
export function commonPrefix(entries: usize, n: u32, first: usize, place: u64, desc: usize, limit: u32): u32 {
  const tie = tieOf(place, desc);
  if (isNull(first, tie)) return 0;
  const offset = <u32>place - VALUE_PART;
  const field = <usize>load<u32>(tie, SORT_TIE_OFFSET);
  let common = min<u32>(limit, bytesLeft(first + field, offset));
  const x = viewBytes(first + field, pageOf(first)) + offset;
  for (let i: u32 = 0; i < n && common != 0; i++) {
    const row = <usize>load<u32>(entryAt(entries, i), SORT_ENTRY_ROW);
    common = min<u32>(common, bytesLeft(row + field, offset));
    const y = viewBytes(row + field, pageOf(row)) + offset;
    common = equalBytes(x, y, common);
  }
  return common;
}

// @ts-ignore: decorator
@inline
function isWithinPage(word: usize): bool {
  return (word & <usize>(PAGE_SIZE - 1)) <= <usize>(PAGE_SIZE - 8);
}

/** How many of n bytes are equal from the first on. */
function equalBytes(x: usize, y: usize, n: u32): u32 {
  let i: u32 = 0;
  for (; i + 8 <= n; i += 8) {
    const difference = load<u64>(x + i) ^ load<u64>(y + i);
    if (difference != 0) return i + <u32>(ctz<u64>(difference) >> 3);
  }
  // Words may reach beyond the strings, not beyond a page.
  if (i < n && isWithinPage(x + i) && isWithinPage(y + i)) {
    const difference = load<u64>(x + i) ^ load<u64>(y + i);
    return min<u32>(n, i + <u32>(ctz<u64>(difference) >> 3));
  }
  while (i < n && load<u8>(x + i) == load<u8>(y + i)) i++;
  return i;
}
