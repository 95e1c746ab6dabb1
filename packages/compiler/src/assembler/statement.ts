import type { Local, Node } from "./node.ts";

/** The target of a branch; compared by identity. */
export interface Label {
  readonly name: string;
}

/** A statement of a function's body; nested bodies are arrays that grow while the builder runs. */
export type Statement =
  | { readonly kind: "set"; readonly local: Local; readonly value: Node }
  | { readonly kind: "run"; readonly node: Node }
  | { readonly kind: "drop"; readonly node: Node }
  | { readonly kind: "if"; readonly condition: Node; readonly then: Body; readonly otherwise: Body }
  | { readonly kind: "block" | "loop"; readonly label: Label; readonly body: Body }
  | { readonly kind: "br"; readonly label: Label; readonly condition: Node | null }
  | { readonly kind: "return"; readonly node: Node | null }
  | { readonly kind: "comment"; readonly text: string };

/** A list of statements. */
export type Body = Statement[];
