import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kernelsUrl, loadKernels } from "./instantiate.ts";
import { readSignatures } from "./signatures.ts";

const bytes = readFileSync(kernelsUrl);

describe("readSignatures", () => {
  it("finds every exported function with its types", () => {
    const signatures = readSignatures(bytes);
    const names = WebAssembly.Module.exports(loadKernels())
      .filter(({ kind }) => kind === "function")
      .map(({ name }) => name);
    expect([...signatures.keys()].toSorted()).toEqual(names.toSorted());
    expect(signatures.get("string_slice")).toEqual({ params: ["i32", "i64", "i64", "i32"], result: "void" });
    expect(signatures.get("float_pow")).toEqual({ params: ["f64", "f64"], result: "f64" });
  });

  it("refuses a module that ends early", () => {
    expect(() => readSignatures(bytes.subarray(0, 200))).toThrow("ends inside of a section");
  });
});
