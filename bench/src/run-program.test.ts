import { describe, expect, it } from "vitest";
import { lastLines, runProgram, runToSuccess } from "./run-program.ts";

describe("programs of cases", () => {
  it("end with their code and the end of their output", async () => {
    const end = await runProgram(process.execPath, ["-e", "console.error('oh'); process.exit(3)"]);
    expect(end).toEqual({ code: 3, signal: null, output: "oh\n", timedOut: false });
  });

  it("are killed when their time is up", async () => {
    const end = await runProgram(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { timeoutMs: 200 });
    expect(end).toMatchObject({ signal: "SIGKILL", timedOut: true });
  });

  it("say what went wrong where they have to succeed", async () => {
    await expect(runToSuccess(process.execPath, ["-e", "throw new Error('no data')"])).rejects.toThrow("no data");
    await expect(runToSuccess("no-such-program", [])).rejects.toThrow("ENOENT");
  });

  it("are quoted by their last lines", () => {
    expect(lastLines("a\n\n b \nc\n", 2)).toBe("b | c");
  });
});
