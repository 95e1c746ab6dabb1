// XXH64 (Yann Collet; seed 0): four lanes of multiply and rotate over 32 bytes, then a tail and a finaliser.
const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

// @ts-ignore: decorator
@inline
function round(lane: u64, word: u64): u64 {
  return rotl<u64>(lane + word * P2, 31) * P1;
}

// @ts-ignore: decorator
@inline
function mergeLane(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * P1 + P4;
}

export function checksum(ptr: usize, byteLength: usize): u64 {
  let left = byteLength;
  let hash = P5;
  if (left >= 32) {
    let a = P1 + P2;
    let b = P2;
    let c: u64 = 0;
    let d: u64 = 0 - P1;
    for (; left >= 32; left -= 32) {
      a = round(a, load<u64>(ptr));
      b = round(b, load<u64>(ptr, 8));
      c = round(c, load<u64>(ptr, 16));
      d = round(d, load<u64>(ptr, 24));
      ptr += 32;
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = mergeLane(mergeLane(mergeLane(mergeLane(hash, a), b), c), d);
  }
  hash += <u64>byteLength;
  for (; left >= 8; left -= 8) {
    hash = rotl<u64>(hash ^ round(0, load<u64>(ptr)), 27) * P1 + P4;
    ptr += 8;
  }
  if (left >= 4) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(ptr) * P1), 23) * P2 + P3;
    ptr += 4;
    left -= 4;
  }
  for (; left > 0; left--) hash = rotl<u64>(hash ^ (<u64>load<u8>(ptr++) * P5), 11) * P1;
  hash = (hash ^ (hash >> 33)) * P2;
  hash = (hash ^ (hash >> 29)) * P3;
  return hash ^ (hash >> 32);
}
