// The door to every task: `npm run X -- args` arrives here as `node scripts/run.mjs X args`.
//
// Plain JavaScript, because it starts under whatever Node the machine has (20 or newer). It brings the workspace into
// shape (packages, kernels.wasm) and then runs the task under the Node 24 that the workspace itself depends on.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ensureKernels } from "./kernels.mjs";
import { ensureInstalled, nodeBinary, root } from "./setup.mjs";

/** Task name → the TypeScript file that Node 24 runs for it, with what is put before the user's arguments. */
const tasks = {
  demo: { entry: "examples/demo.ts" },
  test: { entry: "scripts/test.ts" },
  "test:full": { entry: "scripts/test.ts", args: ["--full"] },
  check: { entry: "scripts/check.ts" },
  build: { entry: "scripts/build.ts" },
  bench: { entry: "bench/src/cli.ts" },
  datasets: { entry: "datasets/src/cli.ts" },
  features: { entry: "scripts/features.ts" },
  fuzz: { entry: "test/fuzz/cli.ts" },
  "fuzz:plans": { entry: "test/fuzz/plans.ts" },
  "prove:tests": { entry: "scripts/prove-tests.ts" },
  "prove:memory": { entry: "bench/src/memory/cli.ts" },
  "prove:stops": { entry: "scripts/prove-stops.ts" },
  "prove:loop": { entry: "scripts/prove-loop.ts" },
  "prove:kills": { entry: "scripts/prove-kills.ts" },
};

const forwardedSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

function run(file, args) {
  const env = { ...process.env, PATH: `${dirname(nodeBinary)}${delimiter}${process.env.PATH ?? ""}` };
  const child = spawn(nodeBinary, [file, ...args], { cwd: root, stdio: "inherit", env });
  for (const signal of forwardedSignals) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole process group: the child has it already.
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on("error", (error) => {
    console.error(`Task could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = signal === null ? code : 128 + (constants.signals[signal] ?? 0);
  });
}

function main() {
  const [name, ...given] = process.argv.slice(2);
  const names = [...Object.keys(tasks), "kernels"];
  if (name === undefined || !names.includes(name)) {
    console.error(`Unknown task: ${JSON.stringify(name ?? "")}. Tasks: ${names.join(", ")}.`);
    return 2;
  }
  const task = tasks[name];
  ensureInstalled();
  ensureKernels({ force: name === "kernels" });
  if (task !== undefined) run(join(root, task.entry), [...(task.args ?? []), ...given]);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
