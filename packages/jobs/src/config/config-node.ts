import { didYouMean } from "@millrace/core";
import type { ConfigPath } from "./config-path.ts";
import type { Issues } from "./issues.ts";

/** A constant as YAML has it. */
export type Scalar = string | number | boolean;

/**
 * A value of a config with its place. Every `read` gives the value if it is of the right kind, or notes the fault and gives
 * undefined, so that reading goes on and finds the other faults.
 */
export class ConfigNode {
  readonly value: unknown;
  readonly path: ConfigPath;
  readonly issues: Issues;

  constructor(value: unknown, path: ConfigPath, issues: Issues) {
    this.value = value;
    this.path = path;
    this.issues = issues;
  }

  /** Notes a fault of this value. */
  fail(message: string): undefined {
    this.issues.add(this.path, message);
    return undefined;
  }

  /** The value below a key. */
  at(key: string | number, value: unknown): ConfigNode {
    return new ConfigNode(value, [...this.path, key], this.issues);
  }

  isMapping(): boolean {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value);
  }

  isList(): boolean {
    return Array.isArray(this.value);
  }

  /** A mapping with these keys and no others; null means that a key is not there. */
  readFields(known: readonly string[], noun = "keys"): Fields | undefined {
    const entries = this.readEntries();
    if (entries === undefined) return undefined;
    for (const [key, child] of entries) {
      if (!known.includes(key)) child.fail(`unknown key "${key}".${didYouMean(key, known, noun)}`);
    }
    return new Fields(this, new Map(entries));
  }

  /** A mapping with any keys, in the order of the file. */
  readEntries(): [string, ConfigNode][] | undefined {
    if (!this.isMapping()) return this.fail(`a mapping (key: value) is needed, not ${kindOf(this.value)}`);
    return Object.entries(this.value as object).map(([key, value]) => [key, this.at(key, value)]);
  }

  /** A list; a value alone counts as a list of one where `orOne` says so. */
  readItems(options: { readonly orOne?: boolean; readonly nonEmpty?: boolean } = {}): ConfigNode[] | undefined {
    const isList = Array.isArray(this.value);
    if (!isList && options.orOne !== true) return this.fail(`a list is needed, not ${kindOf(this.value)}`);
    if (!isList) return [this];
    const items = (this.value as unknown[]).map((value, i) => this.at(i, value));
    if (items.length === 0 && options.nonEmpty === true) return this.fail("the list is empty");
    return items;
  }

  readString(): string | undefined {
    if (typeof this.value === "string" && this.value !== "") return this.value;
    return this.fail(`text is needed, not ${kindOf(this.value)}`);
  }

  /** Texts, as a list or one alone. */
  readStrings(options: { readonly nonEmpty?: boolean } = {}): string[] | undefined {
    const items = this.readItems({ orOne: true, nonEmpty: options.nonEmpty ?? true });
    const texts = items?.map((item) => item.readString());
    return texts?.every((text) => text !== undefined) ? (texts as string[]) : undefined;
  }

  readBoolean(): boolean | undefined {
    if (typeof this.value === "boolean") return this.value;
    return this.fail(`true or false is needed, not ${kindOf(this.value)}`);
  }

  readInteger(min: number): number | undefined {
    if (typeof this.value === "number" && Number.isSafeInteger(this.value) && this.value >= min) return this.value;
    return this.fail(`an integer from ${min} on is needed, not ${kindOf(this.value)}`);
  }

  readNumber(): number | undefined {
    if (typeof this.value === "number" && !Number.isNaN(this.value)) return this.value;
    return this.fail(`a number is needed, not ${kindOf(this.value)}`);
  }

  readScalar(): Scalar | undefined {
    const { value } = this;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    return this.fail(`a constant (text, number, true or false) is needed, not ${kindOf(value)}`);
  }

  /** One of these texts. */
  readChoice<T extends string>(choices: readonly T[], noun: string): T | undefined {
    const choice = choices.find((candidate) => candidate === this.value);
    if (choice !== undefined) return choice;
    if (typeof this.value !== "string") {
      return this.fail(`a ${noun} is needed (${choices.join(", ")}), not ${kindOf(this.value)}`);
    }
    return this.fail(`unknown ${noun} "${this.value}".${didYouMean(this.value, choices, `${noun}s`)}`);
  }
}

/** The keys of a mapping. */
export class Fields {
  readonly node: ConfigNode;
  readonly #entries: ReadonlyMap<string, ConfigNode>;

  constructor(node: ConfigNode, entries: ReadonlyMap<string, ConfigNode>) {
    this.node = node;
    this.#entries = entries;
  }

  /** The value of a key; undefined where it is missing or null. */
  get(key: string): ConfigNode | undefined {
    const child = this.#entries.get(key);
    return child === undefined || child.value === null || child.value === undefined ? undefined : child;
  }

  /** The value of a key that has to be there. */
  need(key: string): ConfigNode | undefined {
    return this.get(key) ?? this.node.fail(`"${key}" is missing`);
  }

  /** Whether the key stands in the mapping, null or not. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }
}

/** What a value is, for messages. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (value === "") return "empty text";
  return typeof value === "string" ? `the text "${value}"` : `${value}`;
}
