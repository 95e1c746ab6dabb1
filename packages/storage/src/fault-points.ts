// Places where tests let something fail: calls of the file system, and the phases of a worker. Without faults each is a
// comparison with null.

/** Calls of the file system. */
export type FilePoint = "open" | "read" | "write" | "sync" | "stat" | "space" | "rename" | "folder";

/** Phases of a worker's work: a batch is decoded, a loop of a pipeline runs, states are merged, a job runs, rows are encoded. */
export type WorkPoint = "decode" | "pipeline" | "merge" | "job" | "encode";

/** What happens at a point. */
export type FaultEffect =
  /** The system call fails with this code ("ENOSPC"). */
  | { readonly kind: "system"; readonly code: string }
  /** JavaScript throws. */
  | { readonly kind: "throw"; readonly message: string }
  /** WebAssembly traps. */
  | { readonly kind: "trap" }
  /** The thread ends on the spot. */
  | { readonly kind: "exit" };

/** One fault. Plain data: it crosses to the workers, which count together. */
export interface Fault {
  readonly point: FilePoint | WorkPoint;
  /** Only at paths that contain this. */
  readonly path?: string;
  /** How often the point is passed before it fails; 0 by default. From then on it fails always. */
  readonly skip?: number;
  readonly effect: FaultEffect;
}

/** Faults with the counts that all threads share. */
export interface ActiveFaults {
  readonly faults: readonly Fault[];
  /** How often each fault's point was passed. */
  readonly passed: Int32Array;
}

let active: ActiveFaults | null = null;

/** Lets the points of this thread, and of the workers in queries that start from now on, fail; null: none. For tests. */
export function injectFaults(faults: readonly Fault[] | null): void {
  active = faults === null ? null : { faults, passed: new Int32Array(new SharedArrayBuffer(4 * faults.length)) };
}

/** The faults that are active, as a message to a worker holds them. */
export function activeFaults(): ActiveFaults | null {
  return active;
}

/** Takes the faults of a message. */
export function adoptFaults(faults: ActiveFaults | null): void {
  active = faults;
}

/** A place that may fail. */
export function faultPoint(point: FilePoint | WorkPoint, path = ""): void {
  if (active !== null) pass(active, point, path);
}

function pass({ faults, passed }: ActiveFaults, point: FilePoint | WorkPoint, path: string): void {
  faults.forEach((fault, i) => {
    if (fault.point !== point || !path.includes(fault.path ?? "")) return;
    if (Atomics.add(passed, i, 1) >= (fault.skip ?? 0)) fail(fault.effect, point, path);
  });
}

/** What of WebAssembly a trap needs; its types are not among those of this package. */
const wasm = (globalThis as unknown as { readonly WebAssembly: WasmNamespace }).WebAssembly;

interface WasmNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: { readonly trap: () => void } };
}

/** A module whose only function is `unreachable`. */
const trapModule = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0,
  11,
];

function fail(effect: FaultEffect, point: string, path: string): void {
  switch (effect.kind) {
    case "system":
      throw Object.assign(new Error(`${effect.code}: injected, ${point} '${path}'`), { code: effect.code });
    case "throw":
      throw new Error(effect.message);
    case "trap":
      new wasm.Instance(new wasm.Module(new Uint8Array(trapModule))).exports.trap();
      return;
    case "exit":
      process.exit(1);
  }
}
