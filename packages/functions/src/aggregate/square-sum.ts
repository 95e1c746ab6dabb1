// Sums of squares. A square has 106 bits, and the variance is a small difference of large sums: two words of sum do not
// suffice for equal values to have none. Three words hold the sum of a billion squares of like size exactly.
import type { FunctionBuilder, Local, Node, StateField } from "@millrace/compiler";
import { f64 } from "@millrace/compiler";
import type { DoubleDouble } from "./double-double.ts";
import { isFinite, twoProduct, twoSum } from "./double-double.ts";
import type { StateAt } from "./state.ts";
import { field } from "./state.ts";

/** The fields of a sum of squares; `special` adds up the squares that are not finite. */
export function squareFields(name: string): StateField[] {
  return ["high", "middle", "low", "special"].map((word) => field(`${name}.${word}`, "f64"));
}

/** Adds the square of a number. */
export function addSquare(f: FunctionBuilder, state: StateAt, name: string, x: Node): void {
  const [square, error] = twoProduct(f, x, x);
  f.if(
    isFinite(square),
    () => {
      addFromMiddle(f, state, name, addHigh(f, state, name, square));
      addFromMiddle(f, state, name, error);
    },
    () => addTo(f, state, `${name}.special`, square),
  );
}

/** Adds the sum of another state. */
export function addSquares(f: FunctionBuilder, into: StateAt, from: StateAt, name: string): void {
  addFromMiddle(f, into, name, addHigh(f, into, name, from.load(`${name}.high`)));
  addFromMiddle(f, into, name, from.load(`${name}.middle`));
  addTo(f, into, `${name}.low`, from.load(`${name}.low`));
  addTo(f, into, `${name}.special`, from.load(`${name}.special`));
}

/** n · Σx² - (Σx)², never below 0; products and sums are exact as long as they fit four words. */
export function deviations(
  f: FunctionBuilder,
  count: Node,
  squares: readonly Node[],
  [sum, sumLow]: DoubleDouble,
): Node {
  const total = new Cascade(f);
  const [squaredSum, squaredError] = twoProduct(f, sum, sum);
  const [largest, ...rest] = squares.map((word) => twoProduct(f, count, word));
  // The two large terms cancel first, so that the rest meets a small sum.
  total.add(largest![0]);
  total.add(f64.neg(squaredSum));
  total.add(largest![1]);
  total.add(f64.neg(squaredError));
  const crossed = [twoProduct(f, sum, f64.add(sumLow, sumLow)), twoProduct(f, sumLow, sumLow)];
  for (const term of rest.flat()) total.add(term);
  for (const term of crossed.flat()) total.add(f64.neg(term));
  return f64.max(total.rounded(), f64.const(0));
}

function addHigh(f: FunctionBuilder, state: StateAt, name: string, term: Node): Node {
  const [sum, error] = twoSum(f, state.load(`${name}.high`), term);
  f.store("f64", state.address, sum, state.offset(`${name}.high`));
  return error;
}

function addFromMiddle(f: FunctionBuilder, state: StateAt, name: string, term: Node): void {
  const [sum, error] = twoSum(f, state.load(`${name}.middle`), term);
  f.store("f64", state.address, sum, state.offset(`${name}.middle`));
  addTo(f, state, `${name}.low`, error);
}

function addTo(f: FunctionBuilder, state: StateAt, name: string, term: Node): void {
  f.store("f64", state.address, f64.add(state.load(name), term), state.offset(name));
}

/** A sum in four words: the error of each addition goes to the next word (Ogita, Rump & Oishi, SIAM J. Sci. Comput. 2005). */
class Cascade {
  readonly #f: FunctionBuilder;
  readonly #words: readonly Local[];

  constructor(f: FunctionBuilder) {
    this.#f = f;
    this.#words = [0, 1, 2, 3].map((i) => f.local("f64", `total.${i}`));
    for (const word of this.#words) f.set(word, f64.const(0));
  }

  add(term: Node): void {
    const last = this.#words.at(-1)!;
    let carried = term;
    for (const word of this.#words.slice(0, -1)) {
      const [sum, error] = twoSum(this.#f, word, carried);
      this.#f.set(word, sum);
      carried = error;
    }
    this.#f.set(last, f64.add(last, carried));
  }

  rounded(): Node {
    return this.#words.reduceRight<Node>(
      (low, word) => (low === word ? word : f64.add(word, low)),
      this.#words.at(-1)!,
    );
  }
}
