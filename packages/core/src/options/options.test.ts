import { describe, expect, test } from "vitest";
import { OptionError } from "../errors/user-errors.ts";
import { parseByteSize } from "./byte-size.ts";
import { cgroupCpuLimit, cgroupMemoryLimit } from "./machine.ts";
import { resolveQueryOptions } from "./query-options.ts";

const machine = { memoryBytes: 1000, cpus: 3, tempDir: "/tmp" };

describe("query options", () => {
  test("defaults come from the machine, then the environment, then the call", () => {
    expect(resolveQueryOptions({}, "collect", {}, machine)).toMatchObject({
      memoryLimit: 800,
      threads: 3,
      tempDir: "/tmp",
    });
    const environment = {
      MILLRACE_MEMORY_LIMIT: "2MB",
      MILLRACE_MAX_THREADS: "2",
      MILLRACE_TEMP_DIR: "/spill",
      MILLRACE_SPILL_ENCRYPTION: "1",
      MILLRACE_VERBOSE: "1",
    };
    expect(resolveQueryOptions({}, "collect", environment, machine)).toMatchObject({
      memoryLimit: 2 * 1024 ** 2,
      memoryLimitGiven: true,
      threads: 2,
      threadsGiven: true,
      tempDir: "/spill",
      spillEncryption: true,
      verbose: true,
    });
    expect(resolveQueryOptions({ threads: 1, memoryLimit: 5 }, "collect", environment, machine)).toMatchObject({
      memoryLimit: 5,
      threads: 1,
    });
  });

  test("errors of the environment name its variables", () => {
    const resolve = (environment: Record<string, string>, options = {}): unknown =>
      resolveQueryOptions(options, "collect", environment, machine);
    expect(() => resolve({ MILLRACE_MAX_THREADS: "abc" })).toThrow(
      'collect: MILLRACE_MAX_THREADS is an integer from 1 to 256, not "abc"',
    );
    expect(() => resolve({ MILLRACE_MAX_THREADS: "0.5" })).toThrow("MILLRACE_MAX_THREADS is an integer");
    expect(() => resolve({ MILLRACE_MEMORY_LIMIT: "lots" })).toThrow(
      "collect: MILLRACE_MEMORY_LIMIT is a number of bytes",
    );
    expect(() => resolve({ MILLRACE_MEMORY_LIMIT: "1GB" }, { memoryLimit: "lots" })).toThrow("collect: memoryLimit is");
    expect(resolve({ MILLRACE_TEMP_DIR: "/spill" })).toMatchObject({ tempDirSetBy: "MILLRACE_TEMP_DIR" });
    expect(resolve({ MILLRACE_TEMP_DIR: "/spill" }, { tempDir: "/here" })).toMatchObject({ tempDirSetBy: "tempDir" });
    expect(resolve({})).toMatchObject({ tempDirSetBy: "tempDir" });
  });

  test("[INT-14] limits of the control group are found in the group and its ancestors", () => {
    const files: Record<string, string> = {
      "/proc/self/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/memory.max": "536870912\n",
      "/sys/fs/cgroup/a/b/memory.max": "max\n",
      "/sys/fs/cgroup/a/b/cpu.max": "250000 100000\n",
    };
    const read = (path: string): string | null => files[path] ?? null;
    expect(cgroupMemoryLimit(read)).toBe(536870912);
    expect(cgroupCpuLimit(read)).toBe(2);
    expect(cgroupMemoryLimit(() => null)).toBeNull();
    expect(cgroupCpuLimit((path) => (path.endsWith("cpu.max") ? "50000 100000" : null))).toBe(1);
  });

  test("sizes: MB and MiB are 1024 squared", () => {
    expect(parseByteSize("collect", "memoryLimit", "256MB")).toBe(256 * 1024 ** 2);
    expect(parseByteSize("collect", "memoryLimit", "1.5 GiB")).toBe(1.5 * 1024 ** 3);
    expect(parseByteSize("collect", "memoryLimit", 100)).toBe(100);
    for (const bad of ["", "MB", "12 parsecs", -1, 0, Number.NaN, null]) {
      expect(() => parseByteSize("collect", "memoryLimit", bad)).toThrow(/memoryLimit is a number of bytes/);
    }
  });

  test("[LAZ-04] errors name the option and the candidates", () => {
    const resolve = (options: object): unknown => resolveQueryOptions(options, "collect", {}, machine);
    expect(() => resolve({ memory_limit: 1 })).toThrow(
      'collect has no option "memory_limit". Did you mean "memoryLimit"?',
    );
    expect(() => resolve({ as_streaming: true })).toThrow(/engine: "streaming"/);
    expect(() => resolve({ engine: "gpu" })).toThrow('engine is one of "streaming", "auto", "in-memory", not "gpu"');
    expect(() => resolve({ threads: 0 })).toThrow("threads is an integer from 1 to 256, not 0");
    expect(() => resolve({ signal: 1 })).toThrow(OptionError);
    expect(() => resolve({ verbose: "yes" })).toThrow("verbose is true or false");
  });

  test("[S-38] streaming: true is an error that says what to write", () => {
    expect(() => resolveQueryOptions({ streaming: true } as object, "collect", {}, machine)).toThrow(
      'has no option "streaming". Every query streams: write engine: "streaming"',
    );
  });

  test('engine: "in-memory" has no limit, and takes none', () => {
    const both = { engine: "in-memory", memoryLimit: "1GB" } as const;
    expect(() => resolveQueryOptions(both, "collect", {}, machine)).toThrow(OptionError);
    expect(() => resolveQueryOptions(both, "collect", {}, machine)).toThrow("leave memoryLimit out");
    const environment = { MILLRACE_MEMORY_LIMIT: "1GB" };
    expect(resolveQueryOptions({ engine: "in-memory" }, "collect", environment, machine).memoryLimitGiven).toBe(false);
    expect(resolveQueryOptions({ engine: "in-memory" }, "collect", {}, machine).memoryLimit).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
