import type { Node } from "./node.ts";

/** The text format of a node, folded: `(i32.add (local.get $a) (i32.const 1))`. */
export function printNode(node: Node): string {
  switch (node.kind) {
    case "local":
      return `(local.get $${node.name})`;
    case "const":
      return `(${node.op.text} ${printNumber(node.value)})`;
    case "call":
      return `(call $${node.target.name}${printArgs(node.args)})`;
    case "op":
      return `(${node.op.text}${printArgs(node.args)})`;
    case "memory":
      return `(${node.op.text}${node.offset === 0 ? "" : ` offset=${node.offset}`}${printArgs(node.args)})`;
  }
}

function printArgs(args: readonly Node[]): string {
  return args.map((arg) => ` ${printNode(arg)}`).join("");
}

function printNumber(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return Object.is(value, -0) ? "-0" : value.toString();
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return value.toString();
}
