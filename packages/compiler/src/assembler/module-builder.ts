import { ByteWriter } from "./byte-writer.ts";
import { encodeFunction, functionIndex, typeByte } from "./encode.ts";
import type { Parameter } from "./function-builder.ts";
import { FunctionBuilder } from "./function-builder.ts";
import type { FunctionRef, ResultType, WasmType } from "./node.ts";
import { printFunction, printImport } from "./print.ts";

/** 64 KiB pages of the imported memory, at most: the 4 GiB of wasm32. */
const MAX_MEMORY_PAGES = 65536;
const section = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;

interface Import {
  readonly ref: FunctionRef;
  readonly module: string;
  readonly name: string;
}

interface Definition {
  readonly ref: FunctionRef;
  readonly builder: FunctionBuilder;
  readonly exported: boolean;
  /** What FunctionBuilder.assumption stands for is so. */
  readonly assumed: boolean;
}

/** How a function is defined. */
export interface FunctionOptions {
  readonly exported?: boolean;
  /** The name of a second function of the same code, in which FunctionBuilder.assumption is 1; only made where that was asked for. */
  readonly variant?: string;
}

/** A WebAssembly module under construction. It always imports the shared memory `env.memory`. */
export class ModuleBuilder {
  readonly #imports: Import[] = [];
  readonly #definitions: Definition[] = [];

  /** An imported function; the same import asked for twice is one. */
  importFunction(module: string, name: string, params: readonly WasmType[], result: ResultType): FunctionRef {
    const known = this.#imports.find((one) => one.module === module && one.name === name);
    if (known !== undefined) return known.ref;
    const ref: FunctionRef = { origin: "import", ordinal: this.#imports.length, name, params, result };
    this.#imports.push({ ref, module, name });
    return ref;
  }

  /** Defines a function; `build` runs at once. Exported under its own name if asked. */
  func(
    name: string,
    params: readonly Parameter[],
    result: ResultType,
    build: (f: FunctionBuilder) => void,
    options: FunctionOptions = {},
  ): FunctionRef {
    const builder = new FunctionBuilder(params, result);
    build(builder);
    const exported = options.exported ?? false;
    const ref = this.#define(name, builder, result, exported, false);
    if (options.variant !== undefined && builder.assumed !== null) {
      this.#define(options.variant, builder, result, exported, true);
    }
    return ref;
  }

  #define(
    name: string,
    builder: FunctionBuilder,
    result: ResultType,
    exported: boolean,
    assumed: boolean,
  ): FunctionRef {
    const params = builder.params.map((param) => param.type);
    const ref: FunctionRef = { origin: "defined", ordinal: this.#definitions.length, name, params, result };
    this.#definitions.push({ ref, builder, exported, assumed });
    return ref;
  }

  /** The binary module. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const types = new TypeTable();
    for (const { ref } of this.#imports) types.indexOf(ref);
    for (const { ref } of this.#definitions) types.indexOf(ref);
    const out = new ByteWriter();
    out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    writeSection(out, section.type, (w) => types.write(w));
    writeSection(out, section.import, (w) => this.#writeImports(w, types));
    writeSection(out, section.function, (w) => {
      w.unsigned(this.#definitions.length);
      for (const { ref } of this.#definitions) w.unsigned(types.indexOf(ref));
    });
    writeSection(out, section.export, (w) => this.#writeExports(w));
    writeSection(out, section.code, (w) => this.#writeCode(w));
    return out.finish();
  }

  /** The module in the text format, with the names of locals and the comments. */
  toText(): string {
    return [
      "(module",
      `  (import "env" "memory" (memory 0 ${MAX_MEMORY_PAGES} shared))`,
      ...this.#imports.map(({ ref, module, name }) => printImport(ref, module, name)),
      ...this.#definitions.flatMap(({ ref, builder, exported, assumed }) =>
        printFunction(ref, builder, exported, assumed),
      ),
      ")",
      "",
    ].join("\n");
  }

  #writeImports(w: ByteWriter, types: TypeTable): void {
    w.unsigned(this.#imports.length + 1);
    w.name("env");
    w.name("memory");
    w.bytes([0x02, 0x03, 0x00]); // memory, shared with a maximum, no minimum
    w.unsigned(MAX_MEMORY_PAGES);
    for (const { ref, module, name } of this.#imports) {
      w.name(module);
      w.name(name);
      w.byte(0x00);
      w.unsigned(types.indexOf(ref));
    }
  }

  #writeExports(w: ByteWriter): void {
    const exported = this.#definitions.filter((definition) => definition.exported);
    w.unsigned(exported.length);
    for (const { ref } of exported) {
      w.name(ref.name);
      w.byte(0x00);
      w.unsigned(functionIndex(ref, this.#imports.length));
    }
  }

  #writeCode(w: ByteWriter): void {
    w.unsigned(this.#definitions.length);
    for (const { ref, builder, assumed } of this.#definitions) {
      const code = new ByteWriter();
      encodeFunction(code, builder, ref.result, { numImports: this.#imports.length, assumed });
      w.unsigned(code.length);
      w.append(code);
    }
  }
}

/** The function types of a module, each once. */
class TypeTable {
  readonly #indices = new Map<string, number>();
  readonly #types: FunctionRef[] = [];

  indexOf(ref: FunctionRef): number {
    const key = `${ref.params.join()}:${ref.result}`;
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.#types.length);
    return this.#types.push(ref) - 1;
  }

  write(w: ByteWriter): void {
    w.unsigned(this.#types.length);
    for (const { params, result } of this.#types) {
      w.byte(0x60);
      w.unsigned(params.length);
      for (const type of params) w.byte(typeByte(type));
      w.unsigned(result === "void" ? 0 : 1);
      if (result !== "void") w.byte(typeByte(result));
    }
  }
}

function writeSection(out: ByteWriter, id: number, write: (w: ByteWriter) => void): void {
  const content = new ByteWriter();
  write(content);
  out.byte(id);
  out.unsigned(content.length);
  out.append(content);
}
