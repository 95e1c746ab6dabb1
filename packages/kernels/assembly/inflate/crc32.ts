// The checksum of gzip (CRC-32, polynomial 0xedb88320), sixteen bytes at a time: a table for each place of a byte among them.

/** Fills the tables: u32 × 256 × 16. */
export function crc32_tables(tables: usize): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ (0xedb88320 & (0 - (remainder & 1)));
    store<u32>(tables + (<usize>byte << 2), remainder);
  }
  for (let at: usize = 1024; at < 16384; at += 4) {
    const before = load<u32>(tables + at - 1024);
    store<u32>(tables + at, (before >> 8) ^ load<u32>(tables + ((<usize>before & 255) << 2)));
  }
}

/** What four bytes contribute from their place, by the tables of that place: the first is looked up in the last of four. */
@inline
function four(tables: usize, word: u32): u32 {
  return (
    load<u32>(tables + ((<usize>word & 255) << 2), 3072) ^
    load<u32>(tables + (((<usize>word >> 8) & 255) << 2), 2048) ^
    load<u32>(tables + (((<usize>word >> 16) & 255) << 2), 1024) ^
    load<u32>(tables + ((<usize>word >> 24) << 2))
  );
}

/** The checksum of what had the checksum `crc` (0 for nothing), followed by [ptr, ptr + length). */
export function crc32(tables: usize, crc: u32, ptr: usize, length: usize): u32 {
  const end = ptr + length;
  const tables4 = tables + 4096;
  const tables8 = tables + 8192;
  const tables12 = tables + 12288;
  crc = ~crc;
  for (; ptr + 16 <= end; ptr += 16) {
    crc =
      four(tables12, load<u32>(ptr) ^ crc) ^
      four(tables8, load<u32>(ptr, 4)) ^
      four(tables4, load<u32>(ptr, 8)) ^
      four(tables, load<u32>(ptr, 12));
  }
  for (; ptr < end; ptr++) crc = (crc >> 8) ^ load<u32>(tables + (((<usize>crc ^ <usize>load<u8>(ptr)) & 255) << 2));
  return ~crc;
}
