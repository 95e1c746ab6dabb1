/** How a function is written between its arguments; a higher precedence binds tighter. */
export interface Infix {
  readonly symbol: string;
  readonly precedence: number;
}

/** The precedence of what needs no brackets. */
export const ATOM_PRECEDENCE = 10;
/** The precedence of a sign or `not` before its argument. */
export const PREFIX_PRECEDENCE = 8;

/** Notation only: a function that is missing here is printed as a call. */
export const infixes: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ["or", { symbol: "or", precedence: 1 }],
  ["xor", { symbol: "xor", precedence: 2 }],
  ["and", { symbol: "and", precedence: 3 }],
  ["eq", { symbol: "=", precedence: 5 }],
  ["ne", { symbol: "!=", precedence: 5 }],
  ["lt", { symbol: "<", precedence: 5 }],
  ["le", { symbol: "<=", precedence: 5 }],
  ["gt", { symbol: ">", precedence: 5 }],
  ["ge", { symbol: ">=", precedence: 5 }],
  ["eqMissing", { symbol: "is", precedence: 5 }],
  ["neMissing", { symbol: "is not", precedence: 5 }],
  ["add", { symbol: "+", precedence: 6 }],
  ["sub", { symbol: "-", precedence: 6 }],
  ["mul", { symbol: "*", precedence: 7 }],
  ["div", { symbol: "/", precedence: 7 }],
  ["floorDiv", { symbol: "//", precedence: 7 }],
  ["mod", { symbol: "%", precedence: 7 }],
  ["pow", { symbol: "**", precedence: 9 }],
]);

/** Functions of one argument that are written before it. */
export const prefixes: ReadonlyMap<string, string> = new Map([
  ["not", "not "],
  ["neg", "-"],
]);
