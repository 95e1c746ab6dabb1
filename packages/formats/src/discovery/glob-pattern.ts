// Patterns of paths as an automaton of states, run over a path character by character: its time is a product of the two lengths,
// whatever the pattern, where expanding braces or backtracking over stars can take forever.
import { InvalidArgumentError } from "@millrace/core";

type State =
  | { readonly kind: "char"; readonly char: string; next: number }
  | { readonly kind: "any"; next: number }
  | { readonly kind: "class"; readonly matches: (char: string) => boolean; next: number }
  /** `*`: any characters of one name. */
  | { readonly kind: "star"; next: number }
  /** At the start of a name behind `**`: it may be any folder's, or the next part begins. */
  | { readonly kind: "folders"; next: number }
  | { readonly kind: "inFolder"; next: number }
  | { readonly kind: "split"; next: number; readonly others: number[] }
  | { readonly kind: "accept"; next: number };

/** How far a path has come: the states that it may be in. */
export type GlobPosition = ReadonlySet<number>;

const MAX_STATES = 4096;
const MAX_BRACE_DEPTH = 32;
/** The most numbers that `{1..9}` stands for. */
const MAX_RANGE = 1000;

/** A pattern of `*`, `**`, `?`, `[…]`, `{a,b}` and `{1..9}`. Names that begin with a dot match only where the pattern says the dot. */
export class GlobPattern {
  readonly #pattern: string;
  readonly #states: State[] = [];
  readonly #start: number;

  /** Throws an InvalidArgumentError for a pattern that is too long. */
  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#start = this.#compile(pattern, this.#add({ kind: "accept", next: -1 }), 0);
  }

  /** The position before the first character of a path. */
  get start(): GlobPosition {
    return this.#closure([this.#start]);
  }

  /** The position behind some characters; `name` is where a name may begin with a dot. */
  advance(position: GlobPosition, text: string): GlobPosition {
    let current = position;
    let atNameStart = true;
    for (const char of text) {
      const next: number[] = [];
      for (const id of current) this.#step(id, char, atNameStart, next);
      current = this.#closure(next);
      atNameStart = char === "/";
    }
    return current;
  }

  /** The position behind the "/" of a folder. A link is passed only where the pattern names it, so that no circle is walked. */
  enter(position: GlobPosition, isLink: boolean): GlobPosition {
    const from = isLink ? new Set([...position].filter((id) => this.#states[id]!.kind !== "inFolder")) : position;
    return this.advance(from, "/");
  }

  /** Whether a path may end here. */
  accepts(position: GlobPosition): boolean {
    for (const id of position) if (this.#states[id]!.kind === "accept") return true;
    return false;
  }

  #step(id: number, char: string, atNameStart: boolean, next: number[]): void {
    const state = this.#states[id]!;
    const isWild = char !== "/" && !(atNameStart && char === ".");
    switch (state.kind) {
      case "char":
        if (char === state.char) next.push(state.next);
        break;
      case "any":
        if (isWild) next.push(state.next);
        break;
      case "class":
        if (isWild && state.matches(char)) next.push(state.next);
        break;
      case "star":
        if (isWild) next.push(id);
        break;
      case "folders":
        if (isWild) next.push(id + 1);
        break;
      case "inFolder":
        next.push(char === "/" ? id - 1 : id);
        break;
    }
  }

  /** The states with those that are reached without a character. */
  #closure(ids: readonly number[]): GlobPosition {
    const reached = new Set<number>();
    const pending = [...ids];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (reached.has(id)) continue;
      reached.add(id);
      const state = this.#states[id]!;
      if (state.kind === "star" || state.kind === "folders") pending.push(state.next);
      else if (state.kind === "split") pending.push(...state.others);
    }
    return reached;
  }

  #add(state: State): number {
    if (this.#states.length >= MAX_STATES) {
      const shown = `${this.#pattern.slice(0, 80)}…`;
      throw new InvalidArgumentError(`The pattern is too long: ${shown}. Pass a list of paths or a shorter pattern`);
    }
    return this.#states.push(state) - 1;
  }

  /** Compiles text from its end to its start, so that each state knows the next; returns the first one. */
  #compile(text: string, next: number, depth: number): number {
    let last = next;
    const parts = splitPattern(text, depth < MAX_BRACE_DEPTH);
    for (const part of parts.reverse()) last = this.#part(part, last, depth);
    return last;
  }

  #part(part: string, next: number, depth: number): number {
    if (part === "*") return this.#add({ kind: "star", next });
    if (part === "?") return this.#add({ kind: "any", next });
    if (part === "**/") {
      const folders = this.#add({ kind: "folders", next });
      this.#add({ kind: "inFolder", next: folders });
      return folders;
    }
    if (part.length > 2 && part.startsWith("[")) {
      return this.#add({ kind: "class", matches: characterClass(part.slice(1, -1)), next });
    }
    if (part.length > 2 && part.startsWith("{")) {
      const others = alternatives(part.slice(1, -1)).map((text) => this.#compile(text, next, depth + 1));
      return this.#add({ kind: "split", next: -1, others });
    }
    let last = next;
    for (const char of [...part].reverse()) last = this.#add({ kind: "char", char, next: last });
    return last;
  }
}

/** Cuts a pattern into marks, brackets, braces and single characters. What has no end stands for itself. */
function splitPattern(text: string, hasBraces: boolean): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = at + 1;
    const char = text[at]!;
    if (char === "*") {
      while (text[end] === "*") end++;
      const isWhole = end - at > 1 && (at === 0 || text[at - 1] === "/") && (end === text.length || text[end] === "/");
      // At the end `**` is every file below.
      if (isWhole) parts.push("**/");
      if (!isWhole || end === text.length) parts.push("*");
      at = isWhole && end < text.length ? end + 1 : end;
      continue;
    }
    if (char === "[") end = closingBracket(text, at) ?? end;
    else if (char === "{" && hasBraces) end = closingBrace(text, at) ?? end;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** Behind the "]" of a class, which may itself come first in it; null where there is none before the next "/". */
function closingBracket(text: string, open: number): number | null {
  const first = text[open + 1] === "!" || text[open + 1] === "^" ? open + 2 : open + 1;
  for (let at = first + 1; at < text.length && text[at] !== "/"; at++) if (text[at] === "]") return at + 1;
  return null;
}

/** Behind the "}" that closes a brace; null where there is none, or nothing to choose from. */
function closingBrace(text: string, open: number): number | null {
  let depth = 0;
  let chooses = false;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (depth === 1 && (text[at] === "," || text.startsWith("..", at))) chooses = true;
    else if (text[at] === "}" && --depth === 0) return chooses ? at + 1 : null;
  }
  return null;
}

/** What a brace without its brackets chooses from. */
function alternatives(text: string): string[] {
  const range = /^(-?\d{1,9})\.\.(-?\d{1,9})$/.exec(text);
  if (range !== null) return numbersOf(range[1]!, range[2]!);
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}") depth--;
    else if (text[at] === "," && depth === 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, text.slice(start)];
}

/** The numbers of a range, as wide as its first where that begins with 0. */
function numbersOf(from: string, to: string): string[] {
  const [low, high] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))];
  if (high - low >= MAX_RANGE) {
    throw new InvalidArgumentError(`The range {${from}..${to}} of a pattern has more than ${MAX_RANGE} numbers`);
  }
  const width = /^-?0\d/.test(from) ? from.length : 0;
  return Array.from({ length: high - low + 1 }, (_, i) => `${low + i}`.padStart(width, "0"));
}

function characterClass(text: string): (char: string) => boolean {
  const negated = text.startsWith("!") || text.startsWith("^");
  const chars = [...(negated ? text.slice(1) : text)];
  const ranges: [string, string][] = [];
  for (let i = 0; i < chars.length; i++) {
    const isRange = chars[i + 1] === "-" && i + 2 < chars.length;
    ranges.push([chars[i]!, isRange ? chars[i + 2]! : chars[i]!]);
    if (isRange) i += 2;
  }
  return (char) => ranges.some(([low, high]) => char >= low && char <= high) !== negated;
}
