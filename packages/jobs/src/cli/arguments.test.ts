import { expect, test } from "vitest";
import type { OptionSpecs } from "./arguments.ts";
import { integerOption, optionLines, readArguments, UsageError } from "./arguments.ts";

const specs: OptionSpecs = {
  engine: { kind: "value", help: "how", choices: ["streaming", "auto"], default: "streaming" },
  set: { kind: "values", placeholder: "PATH=VALUE", help: "a value" },
  threads: { kind: "value", help: "workers" },
  quiet: { kind: "flag", short: "q", help: "less" },
};

test("options, repeated options, defaults and positionals", () => {
  const args = readArguments(["a.yaml", "--set", "x=1", "--set=y=2", "-q", "--threads", "3"], specs);
  expect(args.positionals).toEqual(["a.yaml"]);
  expect(args.values("set")).toEqual(["x=1", "y=2"]);
  expect([args.flag("quiet"), args.value("engine"), integerOption(args, "threads")]).toEqual([true, "streaming", 3]);
});

test("faults name the argument and what it may be", () => {
  const read =
    (...args: string[]) =>
    () =>
      integerOption(readArguments(args, specs), "threads");
  expect(read("--engine", "gpu")).toThrow('--engine is one of streaming, auto, not "gpu"');
  expect(read("--sett", "a=1")).toThrow('There is no option --sett. Did you mean "set"?');
  expect(read("--set")).toThrow(UsageError);
  expect(read("--threads", "0")).toThrow('--threads is an integer from 1 on, not "0"');
});

test("help shows placeholders, choices and defaults", () => {
  expect(optionLines(specs)).toContain("--engine ENGINE    how (one of streaming, auto; default streaming)");
  expect(optionLines(specs)).toContain("-q, --quiet");
});
