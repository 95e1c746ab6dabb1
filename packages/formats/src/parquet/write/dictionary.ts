import { pointer } from "@millrace/core";
import type { ColumnTask } from "./column-task.ts";
import type { PageWriter } from "./page-writer.ts";

/** The largest dictionary page: what other writers allow, too. */
const MAX_DICTIONARY_BYTES = 1 << 20;
/** Strings of a dictionary, at most. */
const MAX_DICTIONARY_ENTRIES = 131_072;
/** Past so many distinct values among the first page's, a dictionary is given up at once. */
const HOPELESS_SHARE = 0.9;
/** Fewer values than this say nothing about the share of distinct ones. */
const MIN_SAMPLE = 4096;
const TABLE_BYTES_PER_ENTRY = 16;
const STATE_BYTES = 32;

/** A dictionary of one column of a row group under construction, with the codes of the values seen so far. */
export class DictionaryBuilder {
  readonly #task: ColumnTask;
  readonly #state: number;
  readonly #table: number;
  readonly #entries: number;
  readonly #page: number;
  readonly #codes: number;
  readonly #maxCodes: number;
  #count = 0;

  constructor(task: ColumnTask, numValues: number) {
    const { scratch, storage } = task;
    const widest = storage.width === 0 ? MAX_DICTIONARY_ENTRIES : MAX_DICTIONARY_BYTES / storage.width;
    const maxEntries = Math.max(512, Math.min(widest, numValues));
    this.#task = task;
    this.#maxCodes = numValues;
    this.#state = scratch.buffer("dictionary state", STATE_BYTES);
    this.#table = scratch.buffer("dictionary table", maxEntries * TABLE_BYTES_PER_ENTRY);
    this.#entries = storage.width === 0 ? scratch.buffer("dictionary entries", maxEntries * 8) : 0;
    this.#page = scratch.buffer("dictionary page", MAX_DICTIONARY_BYTES);
    this.#codes = scratch.buffer("codes", numValues * 4);
    task.kernels.pqw_dictionary_start(this.#state, this.#table, maxEntries, MAX_DICTIONARY_BYTES);
  }

  /** Adds values of the column's fixed width; false where a dictionary does not pay. */
  addFixed(values: number, count: number): boolean {
    const { kernels, storage } = this.#task;
    const done = kernels.pqw_dictionary_fixed(
      values,
      storage.width,
      count,
      this.#state,
      this.#table,
      this.#page,
      this.codesFrom(this.#count),
    );
    return this.#added(done, count);
  }

  /** Adds PLAIN strings; false where a dictionary does not pay. */
  addStrings(plain: number, count: number): boolean {
    const done = this.#task.kernels.pqw_dictionary_strings(
      plain,
      count,
      this.#state,
      this.#table,
      this.#entries,
      this.#page,
      this.codesFrom(this.#count),
    );
    return this.#added(done, count);
  }

  /** Distinct values so far. */
  get numEntries(): number {
    return this.#task.scratch.word(this.#state);
  }

  /** Bytes of the dictionary page so far. */
  get byteLength(): number {
    return this.#task.scratch.word(this.#state + 4);
  }

  /** Bits that a code takes; never 0, which some readers do not expect. */
  get bitWidth(): number {
    return Math.max(1, 32 - Math.clz32(this.numEntries - 1));
  }

  /** Whether dictionary and codes are smaller than `plainBytes`. */
  pays(plainBytes: number): boolean {
    if (this.numEntries === 0) return false;
    return this.byteLength + (this.#count * this.bitWidth) / 8 < plainBytes;
  }

  /** The address of the codes from the value `index` on. */
  codesFrom(index: number): number {
    return pointer(this.#codes + index * 4);
  }

  writeTo(pages: PageWriter): void {
    pages.writeDictionary(this.#page, this.byteLength, this.numEntries);
  }

  #added(done: number, count: number): boolean {
    if (done === 0) return false;
    this.#count += count;
    // A sample of the whole column proves nothing that pays() does not know better.
    if (this.#count < MIN_SAMPLE || this.#count === this.#maxCodes) return true;
    return this.numEntries <= HOPELESS_SHARE * this.#count;
  }
}
