// The part of the WebAssembly interface that the workspace uses. Node's types leave it to the DOM library, which Node does not have.
// biome-ignore lint/style/noNamespace: a global object of the host is declared this way.
declare namespace WebAssembly {
  interface MemoryDescriptor {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }
  class Memory {
    constructor(descriptor: MemoryDescriptor);
    readonly buffer: ArrayBuffer & SharedArrayBuffer;
    grow(delta: number): number;
  }
  interface ModuleExportDescriptor {
    readonly name: string;
    readonly kind: "function" | "global" | "memory" | "table" | "tag";
  }
  interface ModuleImportDescriptor extends ModuleExportDescriptor {
    readonly module: string;
  }
  class Module {
    constructor(bytes: Uint8Array | ArrayBuffer);
    static exports(module: Module): ModuleExportDescriptor[];
    static imports(module: Module): ModuleImportDescriptor[];
    static customSections(module: Module, name: string): ArrayBuffer[];
  }
  // biome-ignore lint/complexity/noBannedTypes: the JavaScript interface takes any function.
  type ImportValue = Function | Memory | number | bigint;
  type ExportValue = ImportValue;
  class Instance {
    constructor(module: Module, imports?: Readonly<Record<string, Readonly<Record<string, ImportValue>>>>);
    readonly exports: Readonly<Record<string, ExportValue>>;
  }
  class RuntimeError extends Error {}
  class CompileError extends Error {}
  class LinkError extends Error {}
  function compile(bytes: Uint8Array | ArrayBuffer): Promise<Module>;
  function validate(bytes: Uint8Array | ArrayBuffer): boolean;
}
