import { VIEW_INLINE, VIEW_POINTER, VIEW_PREFIX, VIEW_SIZE } from "@millrace/core";
import type { Node } from "../assembler/node.ts";
import { i32, memory } from "../assembler/opcodes.ts";
import type { Scope } from "./scope.ts";

/** The length of a string in bytes. */
export function stringLength(view: Node): Node {
  return i32.load(view);
}

/** The address of a string's bytes; `view` has to be a local or a constant. */
export function stringBytes(view: Node): Node {
  const inline = i32.leU(i32.load(view), i32.const(VIEW_INLINE));
  return i32.select(inline, i32.add(view, i32.const(VIEW_PREFIX)), i32.load(view, VIEW_POINTER));
}

/** The bytes that a string of that length needs outside of its view. */
export function outsideBytes(length: Node): Node {
  return i32.select(i32.gtU(length, i32.const(VIEW_INLINE)), length, i32.const(0));
}

/**
 * A string that `write` puts at an address, returning its length: at most `maxBytes`. The text is written to scratch
 * and copied to batch-lifetime memory only where it does not fit into the view.
 */
export function emitShortText(scope: Scope, maxBytes: number, write: (address: Node) => Node): Node {
  const { f } = scope;
  const view = f.memo(scope.rowScratch(VIEW_SIZE + maxBytes), "view");
  const text = f.local("i32", "text");
  f.set(text, i32.add(view, i32.const(VIEW_SIZE)));
  const length = f.memo(write(text), "length");
  f.if(i32.gtU(length, i32.const(VIEW_INLINE)), () => {
    const space = f.memo(scope.stringSpace(length), "space");
    f.run(memory.copy(space, text, length));
    f.set(text, space);
  });
  f.call(scope.kernel("string_view"), [view, text, length]);
  return view;
}
