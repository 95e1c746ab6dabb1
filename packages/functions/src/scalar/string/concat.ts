import type { CompiledValue, Node, Scope } from "@millrace/compiler";
import { i32, only, outsideBytes, stringLength } from "@millrace/compiler";
import { VIEW_INLINE, VIEW_SIZE } from "@millrace/core";

/** Room in scratch for a string that fits into a view. */
const SHORT_ROOM = 16;

/** The view of the strings one after another; none of them is null. */
export function emitConcat(scope: Scope, values: readonly CompiledValue[]): Node {
  const views = values.map((value) => scope.f.memo(only(value), "part"));
  const length = views.map(stringLength).reduce<Node>((a, b) => i32.add(a, b), i32.const(0));
  return emitJoined(scope, length, (to) =>
    views.reduce<Node>((end, view) => scope.f.callNode(scope.kernel("string_append"), [end, view]), to),
  );
}

/** A string of a known length whose bytes `write` puts at an address, returning the address behind them. */
export function emitJoined(scope: Scope, byteLength: Node, write: (to: Node) => Node): Node {
  const { f } = scope;
  const length = f.memo(byteLength, "length");
  const view = f.memo(scope.rowScratch(VIEW_SIZE + SHORT_ROOM), "joined");
  const bytes = f.local("i32", "bytes");
  f.set(bytes, i32.add(view, i32.const(VIEW_SIZE)));
  f.if(i32.gtU(length, i32.const(VIEW_INLINE)), () => f.set(bytes, scope.stringSpace(outsideBytes(length))));
  f.drop(write(bytes));
  f.call(scope.kernel("string_view"), [view, bytes, length]);
  return view;
}
