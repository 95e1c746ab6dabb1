// Heads of blocks: what codes they use (RFC 1951, section 3.2.3 on). Read bit by bit from the state; bits that are not there are 0,
// and the number of bits at hand is then negative.
import {
  INFLATE_BITS,
  INFLATE_COUNT,
  INFLATE_DISTANCES,
  INFLATE_FIXED,
  INFLATE_INPUT,
  INFLATE_LAST,
  INFLATE_LEFT,
  INFLATE_LENGTHS,
  INFLATE_LITERALS,
  INFLATE_PHASE,
  INFLATE_PHASE_CODES,
  INFLATE_PHASE_STORED,
} from "../../../core/src/layout/inflate";
import {
  buildTable,
  DISTANCE_BITS,
  DISTANCE_ENTRIES,
  KIND_DISTANCES,
  KIND_LENGTHS,
  KIND_LITERALS,
  LENGTH_BITS,
  LITERAL_BITS,
  LITERAL_ENTRIES,
  UNUSUAL,
} from "./tables";

/** The order in which lengths of the code for lengths are written. */
const LENGTH_ORDER: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** Takes bytes until 32 bits are at hand or the input ends. */
function fill(state: usize, end: usize): void {
  let p = <usize>load<u32>(state, INFLATE_INPUT);
  let count = load<i32>(state, INFLATE_COUNT);
  let bits = load<u64>(state, INFLATE_BITS);
  for (; count >= 0 && count < 32 && p < end; count += 8) bits |= <u64>load<u8>(p++) << <u64>count;
  store<u64>(state, bits, INFLATE_BITS);
  store<i32>(state, count, INFLATE_COUNT);
  store<u32>(state, <u32>p, INFLATE_INPUT);
}

function drop(state: usize, count: u32): void {
  store<u64>(state, load<u64>(state, INFLATE_BITS) >> <u64>count, INFLATE_BITS);
  store<i32>(state, load<i32>(state, INFLATE_COUNT) - <i32>count, INFLATE_COUNT);
}

/** The next bits, 16 at most. */
function take(state: usize, end: usize, count: u32): u32 {
  fill(state, end);
  const value = <u32>load<u64>(state, INFLATE_BITS) & ((1 << count) - 1);
  drop(state, count);
  return value;
}

/** Bytes as they are: the rest of a byte, then their number twice. */
function readStored(state: usize, end: usize): bool {
  drop(state, load<u32>(state, INFLATE_COUNT) & 7);
  const length = take(state, end, 16);
  if ((take(state, end, 16) ^ length) != 0xffff) return false;
  store<u32>(state, length, INFLATE_LEFT);
  store<u32>(state, INFLATE_PHASE_STORED, INFLATE_PHASE);
  return load<i32>(state, INFLATE_COUNT) >= 0;
}

function buildTables(state: usize, literals: u32, distances: u32): bool {
  const lengths = state + INFLATE_LENGTHS;
  const table = state + INFLATE_LITERALS;
  if (!buildTable(state, KIND_LITERALS, lengths, literals, table, LITERAL_BITS, LITERAL_ENTRIES)) return false;
  const own = lengths + <usize>literals;
  return buildTable(
    state,
    KIND_DISTANCES,
    own,
    distances,
    state + INFLATE_DISTANCES,
    DISTANCE_BITS,
    DISTANCE_ENTRIES,
  );
}

function readFixed(state: usize): bool {
  // A stream may be full of small blocks.
  if (load<u32>(state, INFLATE_FIXED)) return true;
  store<u32>(state, 1, INFLATE_FIXED);
  const lengths = state + INFLATE_LENGTHS;
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + 288, 5, 32);
  return buildTables(state, 288, 32);
}

function readDynamic(state: usize, end: usize): bool {
  const lengths = state + INFLATE_LENGTHS;
  store<u32>(state, 0, INFLATE_FIXED);
  const literals = take(state, end, 5) + 257;
  const distances = take(state, end, 5) + 1;
  const codes = take(state, end, 4) + 4;
  if (literals > 286 || distances > 30) return false;
  memory.fill(lengths, 0, 19);
  for (let i: u32 = 0; i < codes; i++) {
    store<u8>(lengths + <usize>load<u8>(LENGTH_ORDER + i), take(state, end, 3));
  }
  const table = state + INFLATE_DISTANCES;
  if (!buildTable(state, KIND_LENGTHS, lengths, 19, table, LENGTH_BITS, 1 << LENGTH_BITS)) return false;
  const all = literals + distances;
  for (let i: u32 = 0; i < all; ) {
    fill(state, end);
    const entry = load<u32>(table + ((<usize>load<u64>(state, INFLATE_BITS) & 127) << 2));
    if (entry & UNUSUAL) return false;
    drop(state, entry & 63);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(lengths + <usize>i, symbol);
      i++;
      continue;
    }
    let repeated: u32 = 0;
    let times: u32;
    if (symbol == 16) {
      if (i == 0) return false;
      repeated = load<u8>(lengths + <usize>i - 1);
      times = 3 + take(state, end, 2);
    } else if (symbol == 17) times = 3 + take(state, end, 3);
    else times = 11 + take(state, end, 7);
    if (times > all - i) return false;
    memory.fill(lengths + <usize>i, <u8>repeated, times);
    i += times;
  }
  // A block without an end.
  if (load<u8>(lengths, 256) == 0) return false;
  return load<i32>(state, INFLATE_COUNT) >= 0 && buildTables(state, literals, distances);
}

/** Reads the head of a block from the input at INFLATE_INPUT on; false if it is corrupt or ends too early. */
export function readHead(state: usize, end: usize): bool {
  store<u32>(state, take(state, end, 1), INFLATE_LAST);
  const kind = take(state, end, 2);
  if (kind == 0) return readStored(state, end);
  store<u32>(state, INFLATE_PHASE_CODES, INFLATE_PHASE);
  if (kind == 1) return readFixed(state) && load<i32>(state, INFLATE_COUNT) >= 0;
  return kind == 2 && readDynamic(state, end);
}
