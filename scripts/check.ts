// `npm run check`: format and lint, types, dependency direction, dead exports; then a summary of one line each.
//
// `npm run check -- --fix` first lets Biome write the format and the safe fixes.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findViolations } from "./dependencies/rules.ts";

interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly durationMs: number;
}

const root = join(import.meta.dirname, "..");
const maxOutputLines = 200;

function biome(fix: boolean): Promise<CheckResult> {
  const args = ["check", "--error-on-warnings", "--max-diagnostics=100", ...(fix ? ["--write"] : []), "."];
  return runTool("format and lint", "@biomejs/biome/bin/biome", args);
}

function runTool(name: string, script: string, args: readonly string[]): Promise<CheckResult> {
  const startMs = performance.now();
  return new Promise((resolve) => {
    const path = join(root, "node_modules", script);
    const child = spawn(process.execPath, [path, ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => (output += error.message));
    child.on("close", (code) => {
      resolve({ name, passed: code === 0, output, durationMs: performance.now() - startMs });
    });
  });
}

function checkDependencies(): CheckResult {
  const startMs = performance.now();
  const violations = findViolations(root);
  const durationMs = performance.now() - startMs;
  return { name: "dependencies", passed: violations.length === 0, output: violations.join("\n"), durationMs };
}

async function main(): Promise<void> {
  const fix = process.argv.includes("--fix");
  // Formatting writes files: the other checks must not read them half written.
  const fixed = fix ? await biome(true) : undefined;
  const results = await Promise.all([
    fixed ?? biome(false),
    runTool("types", "typescript/bin/tsc", ["--noEmit", "-p", "tsconfig.json"]),
    checkDependencies(),
    runTool("dead exports", "knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
  ]);
  for (const { name, passed, output } of results) {
    if (passed) continue;
    const lines = output.trimEnd().split("\n");
    console.log(`\n── ${name} ──\n${lines.slice(0, maxOutputLines).join("\n")}`);
    if (lines.length > maxOutputLines) console.log(`… ${lines.length - maxOutputLines} more lines`);
  }
  console.log("");
  for (const { name, passed, durationMs } of results) {
    console.log(`${passed ? "ok    " : "FAILED"}  ${name.padEnd(16)} ${(durationMs / 1000).toFixed(1)} s`);
  }
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}

await main();
