import type { FunctionBuilder } from "./function-builder.ts";
import type { FunctionRef } from "./node.ts";
import { printNode } from "./print-node.ts";
import type { Body, Statement } from "./statement.ts";

function printStatement(statement: Statement, indent: string): string[] {
  switch (statement.kind) {
    case "set":
      return [`${indent}(local.set $${statement.local.name} ${printNode(statement.value)})`];
    case "run":
      return [`${indent}${printNode(statement.node)}`];
    case "drop":
      return [`${indent}(drop ${printNode(statement.node)})`];
    case "comment":
      return [`${indent};; ${statement.text}`];
    case "return":
      return [`${indent}(return${statement.node === null ? "" : ` ${printNode(statement.node)}`})`];
    case "br":
      return [
        statement.condition === null
          ? `${indent}(br $${statement.label.name})`
          : `${indent}(br_if $${statement.label.name} ${printNode(statement.condition)})`,
      ];
    case "block":
    case "loop":
      return [
        `${indent}(${statement.kind} $${statement.label.name}`,
        ...printBody(statement.body, `${indent}  `),
        `${indent})`,
      ];
    case "if": {
      const branch = (name: string, body: Body): string[] =>
        body.length === 0 && name === "else"
          ? []
          : [`${indent}  (${name}`, ...printBody(body, `${indent}    `), `${indent}  )`];
      return [
        `${indent}(if ${printNode(statement.condition)}`,
        ...branch("then", statement.then),
        ...branch("else", statement.otherwise),
        `${indent})`,
      ];
    }
  }
}

function printBody(body: Body, indent: string): string[] {
  return body.flatMap((statement) => printStatement(statement, indent));
}

/** The lines of a function definition, indented by two spaces. */
export function printFunction(ref: FunctionRef, f: FunctionBuilder, exported: boolean, assumed: boolean): string[] {
  const params = f.params.map(({ name, type }) => ` (param $${name} ${type})`).join("");
  const head = `(func $${ref.name}${exported ? ` (export "${ref.name}")` : ""}${params}${printResult(ref)}`;
  const locals = f.locals.map(({ name, type }) => `    (local $${name} ${type})`);
  const body = assumed
    ? [`    (local.set $${f.assumed?.name} (i32.const 1))`, `    ;; the rest is the code of the function before`]
    : [...printBody(f.preamble, "    "), ...printBody(f.body, "    ")];
  const end = ref.result === "void" ? [] : ["    (unreachable)"];
  return [`  ${head}`, ...(assumed ? [] : locals), ...body, ...end, "  )"];
}

/** The line of an imported function. */
export function printImport(ref: FunctionRef, module: string, name: string): string {
  const params = ref.params.length === 0 ? "" : ` (param ${ref.params.join(" ")})`;
  return `  (import "${module}" "${name}" (func $${ref.name}${params}${printResult(ref)}))`;
}

function printResult(ref: FunctionRef): string {
  return ref.result === "void" ? "" : ` (result ${ref.result})`;
}
