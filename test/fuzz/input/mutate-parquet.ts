import type { Random } from "@millrace/testkit";
import type { Span } from "./mutate-bytes.ts";
import { changeBytes, changeLength, splice } from "./mutate-bytes.ts";
import type { ThriftNode } from "./thrift-tree.ts";
import { everyNode, fieldOf, integerOf, itemsOf, readTree, ThriftType, writeTree } from "./thrift-tree.ts";

/** A changed file. */
export interface Mutation {
  readonly kind: string;
  readonly bytes: Uint8Array;
  /** Whether only the pages' own bytes changed: then every way of reading must find the same rows. */
  readonly pagesOnly: boolean;
}

const TAIL_BYTES = 8;
/**
 * Values that a repeated element comes to, at most, and their bytes: the fuzzer itself holds a footer as a tree, and the rows of
 * repeated row groups as arrays of values, which count as the reader's memory.
 */
const MAX_REPEATED_VALUES = 10_000;
const MAX_REPEATED_BYTES = 1_000_000;

/** What a good file has where. */
interface Anatomy {
  readonly footer: ThriftNode;
  readonly footerStart: number;
  readonly pages: readonly { readonly header: Span; readonly body: Span }[];
  readonly indexes: readonly Span[];
}

function anatomyOf(bytes: Uint8Array): Anatomy {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footerStart = bytes.length - TAIL_BYTES - view.getUint32(bytes.length - TAIL_BYTES, true);
  const footer = readTree(bytes, footerStart).node;
  const chunks = itemsOf(footer, 4).flatMap((group) => itemsOf(group, 1));
  const indexes = chunks.flatMap((chunk) =>
    [4, 6].flatMap((id) => {
      const from = integerOf(chunk, id) ?? 0;
      return from > 0 ? [{ from, to: from + (integerOf(chunk, id + 1) ?? 0) }] : [];
    }),
  );
  return { footer, footerStart, pages: chunks.flatMap((chunk) => pagesOf(bytes, fieldOf(chunk, 3))), indexes };
}

function pagesOf(bytes: Uint8Array, metadata: ThriftNode | undefined): Anatomy["pages"] {
  const data = integerOf(metadata, 9) ?? 0;
  const dictionary = integerOf(metadata, 11) ?? 0;
  let at = dictionary > 0 && dictionary < data ? dictionary : data;
  const end = Math.min(bytes.length, at + (integerOf(metadata, 7) ?? 0));
  const pages: { header: Span; body: Span }[] = [];
  try {
    while (at < end) {
      const header = readTree(bytes, at);
      const to = Math.min(end, header.end + Math.max(0, integerOf(header.node, 3) ?? 0));
      pages.push({ header: { from: at, to: header.end }, body: { from: header.end, to } });
      at = to;
    }
  } catch {
    // Files of the corpora may have other things behind their pages; what was found is enough.
  }
  return pages;
}

function changedInteger(value: bigint, fileSize: number, random: Random): bigint {
  const near = [value + 1n, value - 1n, value * 2n, value / 2n, -value, value + 256n, value << 8n];
  const far = [
    0n,
    1n,
    -1n,
    7n,
    255n,
    65536n,
    2n ** 31n - 1n,
    2n ** 31n,
    -(2n ** 31n),
    2n ** 32n,
    2n ** 53n,
    2n ** 63n - 1n,
  ];
  const places = [BigInt(fileSize), BigInt(fileSize - 8), BigInt(random.int(0, fileSize))];
  return BigInt.asIntN(64, random.pick(random.pick([near, far, places])));
}

function changedBinary(value: Uint8Array, random: Random): Uint8Array {
  const kind = random.int(0, 4);
  if (kind === 0) return value.slice(0, random.int(0, value.length));
  if (kind === 1) return Uint8Array.from([...value, random.int(0, 255)]);
  if (kind === 2) return new Uint8Array(random.int(1, 5000)).fill(random.pick([0, 0x41, 0xff]));
  return changeBytes(value, { from: 0, to: value.length }, random);
}

/** Changes one value of a struct, in place. */
function changeNode(root: ThriftNode, fileSize: number, random: Random): void {
  const node = random.pick(everyNode(root));
  const { value } = node;
  if (random.chance(0.05)) node.type = random.int(0, 15);
  if (typeof value === "boolean") node.value = !value;
  else if (typeof value === "bigint") node.value = changedInteger(value, fileSize, random);
  else if (value instanceof Uint8Array)
    node.value = node.type === ThriftType.double ? value : changedBinary(value, random);
  else if (Array.isArray(value)) {
    if (value.length === 0) return;
    const at = random.int(0, value.length - 1);
    const kind = random.int(0, 2);
    if (kind === 0) value.splice(at, 1);
    else if (kind === 1) value[at] = { id: value[at]!.id + random.pick([-1, 1, 100, -300]), node: value[at]!.node };
    else value.push(value[at]!);
  } else changeList(value, random);
}

/** How often an element is repeated. */
function repeatsOf(item: ThriftNode): number {
  const nodes = everyNode(item);
  const bytes = nodes.reduce((sum, { value }) => sum + (value instanceof Uint8Array ? value.length : 1), 0);
  return Math.min(3000, Math.ceil(MAX_REPEATED_VALUES / nodes.length), Math.ceil(MAX_REPEATED_BYTES / bytes));
}

function changeList(list: Extract<ThriftNode["value"], { items: unknown }>, random: Random): void {
  const { items } = list;
  const kind = random.int(0, 4);
  if (kind === 0 || items.length === 0) list.elementType = random.int(0, 15);
  else if (kind === 1) items.splice(random.int(0, items.length - 1), 1);
  else if (kind === 2) items.push(random.pick(items));
  else if (kind === 3) items.splice(0, items.length, ...Array.from({ length: repeatsOf(items[0]!) }, () => items[0]!));
  else items.reverse();
}

/** The file with another footer. */
function withFooter(bytes: Uint8Array, footerStart: number, footer: Uint8Array): Uint8Array {
  const tail = bytes.slice(-TAIL_BYTES);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  return splice(
    splice(bytes, footerStart, bytes.length, footer),
    footerStart + footer.length,
    footerStart + footer.length,
    tail,
  );
}

/** The offsets of the footer that lie behind `place` moved by `delta`, and the size of the chunk that holds it. */
function moveOffsets(footer: ThriftNode, place: number, delta: number): void {
  const move = (node: ThriftNode | undefined): void => {
    if (typeof node?.value === "bigint" && node.value > BigInt(place)) node.value += BigInt(delta);
  };
  for (const chunk of itemsOf(footer, 4).flatMap((group) => itemsOf(group, 1))) {
    const metadata = fieldOf(chunk, 3);
    const data = integerOf(metadata, 9) ?? 0;
    const start = Math.min(integerOf(metadata, 11) || data, data);
    const size = fieldOf(metadata, 7);
    const isIn = place >= start && place < start + Number(size?.value ?? 0);
    if (isIn && typeof size?.value === "bigint") size.value += BigInt(delta);
    for (const id of [9, 11, 14]) move(fieldOf(metadata, id));
    for (const id of [4, 6]) move(fieldOf(chunk, id));
  }
}

/** The file with other bytes at a span before the footer, whose offsets follow. */
function withSpan(bytes: Uint8Array, anatomy: Anatomy, span: Span, inserted: Uint8Array): Uint8Array {
  const delta = inserted.length - (span.to - span.from);
  const changed = splice(bytes, span.from, span.to, inserted);
  if (delta === 0) return changed;
  moveOffsets(anatomy.footer, span.from, delta);
  return withFooter(changed, anatomy.footerStart + delta, writeTree(anatomy.footer));
}

/** A good file with something wrong in it. */
export function mutateParquet(bytes: Uint8Array, random: Random): Mutation {
  const plain = (): Mutation => {
    const kind = random.pick(["bytes", "length", "tail"] as const);
    const all = { from: 0, to: bytes.length };
    if (kind === "length") return { kind, bytes: changeLength(bytes, random), pagesOnly: false };
    const span = kind === "tail" ? { from: Math.max(0, bytes.length - 12), to: bytes.length } : all;
    return { kind, bytes: changeBytes(bytes, span, random), pagesOnly: false };
  };
  if (random.chance(0.1)) return plain();
  let anatomy: Anatomy;
  try {
    anatomy = anatomyOf(bytes);
  } catch {
    return plain();
  }
  const { footer, footerStart, pages, indexes } = anatomy;
  const kind = random.pick([
    "footer",
    "footer",
    "footer bytes",
    "page header",
    "page header",
    "page",
    "page",
    "page",
    "index",
  ] as const);
  if (kind === "page header" && pages.length > 0) {
    const { header } = random.pick(pages);
    const { node } = readTree(bytes, header.from);
    changeNode(node, bytes.length, random);
    return { kind, bytes: withSpan(bytes, anatomy, header, writeTree(node)), pagesOnly: false };
  }
  if (kind === "page" && pages.length > 0) {
    return { kind, bytes: changeBytes(bytes, random.pick(pages).body, random), pagesOnly: true };
  }
  if (kind === "index" && indexes.length > 0) {
    const span = random.pick(indexes);
    if (random.chance(0.3)) return { kind, bytes: changeBytes(bytes, span, random), pagesOnly: false };
    const { node } = readTree(bytes, span.from);
    changeNode(node, bytes.length, random);
    return { kind, bytes: withSpan(bytes, anatomy, span, writeTree(node)), pagesOnly: false };
  }
  if (kind === "footer bytes") {
    const span = { from: footerStart, to: bytes.length - TAIL_BYTES };
    return { kind, bytes: changeBytes(bytes, span, random), pagesOnly: false };
  }
  const changes = random.chance(0.7) ? 1 : random.int(2, 4);
  for (let i = 0; i < changes; i++) changeNode(footer, bytes.length, random);
  return { kind: "footer", bytes: withFooter(bytes, footerStart, writeTree(footer)), pagesOnly: false };
}
