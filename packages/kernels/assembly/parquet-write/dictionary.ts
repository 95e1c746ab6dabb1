// A dictionary under construction: distinct values in order of first appearance, found by open addressing.
//
// state (32 bytes, u32 each): 0 entries | 4 bytes used | 8 mask of the table | 12 most entries | 16 most bytes
// table: u32 slots, entry + 1, 0 = free; grows in place, at most half of it is taken
// entries: of strings, u32 offset into `values` and u32 hash each; of fixed widths unused
// values: the dictionary page itself, PLAIN

import { copyBytes } from "../bytes/copy";

const ENTRIES: usize = 0;
const USED: usize = 4;
const MASK: usize = 8;
const MAX_ENTRIES: usize = 12;
const MAX_BYTES: usize = 16;
const FIRST_MASK: u32 = 1023;

/** Starts a dictionary. The table needs 16 bytes for each of the most entries, and at least 4 KiB. */
export function pqw_dictionary_start(state: usize, table: usize, maxEntries: u32, maxBytes: u32): void {
  store<u32>(state, 0, ENTRIES);
  store<u32>(state, 0, USED);
  store<u32>(state, FIRST_MASK, MASK);
  store<u32>(state, maxEntries, MAX_ENTRIES);
  store<u32>(state, maxBytes, MAX_BYTES);
  memory.fill(table, 0, (<usize>FIRST_MASK + 1) << 2);
}

@inline
function mix(x: u64): u32 {
  const h = x * 0x9e3779b97f4a7c15;
  return <u32>((h ^ (h >> 29)) >> 17) * 0x85ebca6b ^ <u32>(h >> 40);
}

@inline
function insertFree(table: usize, mask: u32, hash: u32, entry: u32): void {
  let slot = hash & mask;
  while (load<u32>(table + (<usize>slot << 2)) != 0) slot = (slot + 1) & mask;
  store<u32>(table + (<usize>slot << 2), entry + 1);
}

@inline
function encodeFixed<T>(values: usize, count: usize, state: usize, table: usize, page: usize, codes: usize): i32 {
  let entries = load<u32>(state, ENTRIES);
  let mask = load<u32>(state, MASK);
  const maxEntries = load<u32>(state, MAX_ENTRIES);
  for (let i: usize = 0; i < count; i++) {
    const value = load<T>(values + i * sizeof<T>());
    let slot = mix(<u64>value) & mask;
    let found = load<u32>(table + (<usize>slot << 2));
    while (found != 0 && load<T>(page + <usize>(found - 1) * sizeof<T>()) != value) {
      slot = (slot + 1) & mask;
      found = load<u32>(table + (<usize>slot << 2));
    }
    if (found == 0) {
      if (entries == maxEntries) return 0;
      store<T>(page + <usize>entries * sizeof<T>(), value);
      found = ++entries;
      store<u32>(table + (<usize>slot << 2), found);
      if (entries * 2 > mask) {
        mask = mask * 2 + 1;
        memory.fill(table, 0, (<usize>mask + 1) << 2);
        for (let e: u32 = 0; e < entries; e++) {
          insertFree(table, mask, mix(<u64>load<T>(page + <usize>e * sizeof<T>())), e);
        }
      }
    }
    store<u32>(codes + (i << 2), found - 1);
  }
  store<u32>(state, entries, ENTRIES);
  store<u32>(state, entries * <u32>sizeof<T>(), USED);
  store<u32>(state, mask, MASK);
  return 1;
}

/** Adds values of 4 or 8 bytes, compared by their bits, and writes their codes (u32). 0: the dictionary would grow too large. */
export function pqw_dictionary_fixed(
  values: usize,
  width: i32,
  count: usize,
  state: usize,
  table: usize,
  page: usize,
  codes: usize,
): i32 {
  if (width == 4) return encodeFixed<u32>(values, count, state, table, page, codes);
  return encodeFixed<u64>(values, count, state, table, page, codes);
}

@inline
function hashString(p: usize, length: usize): u32 {
  let h: u64 = <u64>length * 0xff51afd7ed558ccd;
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) {
    h = (h ^ load<u64>(p + i)) * 0x9e3779b97f4a7c15;
    h ^= h >> 32;
  }
  if (i < length) {
    const tail = load<u64>(p + i) & (((<u64>1) << ((length - i) << 3)) - 1);
    h = (h ^ tail) * 0x9e3779b97f4a7c15;
    h ^= h >> 32;
  }
  // A product's low bits depend on the low bits of its factors alone; the table looks at the low bits of what is returned.
  h *= 0xc4ceb9fe1a85ec53;
  return <u32>(h >> 32);
}

@inline
function sameBytes(a: usize, b: usize, length: usize): bool {
  let i: usize = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  if (i == length) return true;
  return (load<u64>(a + i) ^ load<u64>(b + i)) << (64 - ((length - i) << 3)) == 0;
}

/** Adds `count` PLAIN strings and writes their codes (u32). 0: the dictionary would grow too large. */
export function pqw_dictionary_strings(
  plain: usize,
  count: usize,
  state: usize,
  table: usize,
  entryList: usize,
  page: usize,
  codes: usize,
): i32 {
  let entries = load<u32>(state, ENTRIES);
  let used = load<u32>(state, USED);
  let mask = load<u32>(state, MASK);
  const maxEntries = load<u32>(state, MAX_ENTRIES);
  const maxBytes = load<u32>(state, MAX_BYTES);
  let p = plain;
  for (let i: usize = 0; i < count; i++) {
    const length = load<u32>(p);
    const hash = hashString(p + 4, <usize>length);
    let slot = hash & mask;
    let found = load<u32>(table + (<usize>slot << 2));
    while (found != 0) {
      const entry = entryList + (<usize>(found - 1) << 3);
      if (load<u32>(entry, 4) == hash) {
        const other = page + <usize>load<u32>(entry);
        if (load<u32>(other) == length && sameBytes(other + 4, p + 4, <usize>length)) break;
      }
      slot = (slot + 1) & mask;
      found = load<u32>(table + (<usize>slot << 2));
    }
    if (found == 0) {
      if (entries == maxEntries || <u64>used + 4 + <u64>length > <u64>maxBytes) return 0;
      copyBytes(page + <usize>used, p, 4 + <usize>length);
      store<u32>(entryList + (<usize>entries << 3), used);
      store<u32>(entryList + (<usize>entries << 3), hash, 4);
      used += 4 + length;
      found = ++entries;
      store<u32>(table + (<usize>slot << 2), found);
      if (entries * 2 > mask) {
        mask = mask * 2 + 1;
        memory.fill(table, 0, (<usize>mask + 1) << 2);
        for (let e: u32 = 0; e < entries; e++) insertFree(table, mask, load<u32>(entryList + (<usize>e << 3), 4), e);
      }
    }
    store<u32>(codes + (i << 2), found - 1);
    p += 4 + <usize>length;
  }
  store<u32>(state, entries, ENTRIES);
  store<u32>(state, used, USED);
  store<u32>(state, mask, MASK);
  return 1;
}
