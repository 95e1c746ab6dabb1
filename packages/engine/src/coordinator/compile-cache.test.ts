import { InternalEngineError, UnsupportedError } from "@millrace/core";
import { expect, test } from "vitest";
import { CompileCache } from "./compile-cache.ts";

/** A module of one function with so many i32 locals, in LEB128 of three bytes. */
function moduleWithLocals(count: number): Uint8Array<ArrayBuffer> {
  const leb = [(count & 127) | 128, ((count >> 7) & 127) | 128, count >> 14];
  const body = [1, ...leb, 0x7f, 0x0b];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types = [1, 4, 1, 0x60, 0, 0];
  const functions = [3, 2, 1, 0];
  const code = [10, body.length + 2, 1, body.length, ...body];
  return Uint8Array.from([...header, ...types, ...functions, ...code]);
}

const compile = (bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module =>
  new CompileCache().compile({ module: { toBytes: () => bytes } } as unknown as Parameters<CompileCache["compile"]>[0]);

test("a query that is too wide for one module is an error that says so; a wrong module is the engine's fault", () => {
  expect(compile(moduleWithLocals(100))).toBeInstanceOf(WebAssembly.Module);
  expect(() => compile(moduleWithLocals(100_000))).toThrow(UnsupportedError);
  expect(() => compile(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]))).toThrow(InternalEngineError);
});
