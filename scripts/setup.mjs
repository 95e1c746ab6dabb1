// Brings node_modules into the state that pnpm-lock.yaml describes. Runs under the machine's own Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The Node 24 that the workspace brings along. */
export const nodeBinary = join(root, "node_modules/node/bin/node");

const stamp = join(root, "node_modules/.millrace-lock");
const lockFile = join(root, ".cache/setup.lock");
const lockPollMs = 200;
const lockTimeoutMs = 10 * 60_000;

/** Runs `npx pnpm@12 install --frozen-lockfile` where node_modules is missing or belongs to another lockfile. */
export function ensureInstalled() {
  if (isInstalled()) return;
  withSetupLock(() => {
    if (isInstalled()) return;
    console.error("Installing the workspace (pnpm 12, frozen lockfile) …");
    const command = ["--yes", "pnpm@12", "install", "--frozen-lockfile"];
    // CI=true: pnpm asks no question when it replaces an older node_modules.
    const env = { ...process.env, CI: "true" };
    // Output goes to stderr, so that what a task prints (for example JSON) stays alone on stdout.
    const result = spawnSync("npx", command, { cwd: root, stdio: ["ignore", 2, 2], env });
    if (result.status !== 0) throw new Error(`Installation failed: npx ${command.join(" ")}. See the lines above.`);
    if (!existsSync(nodeBinary)) throw new Error(`Installation is incomplete: ${nodeBinary} is missing.`);
    writeFileSync(stamp, lockfileHash());
  });
}

/** Runs `action` while no other process of this repository does its setup. A lock of a dead process is taken over. */
export function withSetupLock(action) {
  mkdirSync(dirname(lockFile), { recursive: true });
  const deadline = Date.now() + lockTimeoutMs;
  while (!tryLock()) {
    if (!isHolderAlive()) rmSync(lockFile, { force: true });
    else if (Date.now() > deadline) throw new Error(`Setup is locked by another process. Remove ${lockFile}.`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lockPollMs);
  }
  try {
    return action();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryLock() {
  try {
    const descriptor = openSync(lockFile, "wx");
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function isHolderAlive() {
  try {
    const pid = Number(readFileSync(lockFile, "utf8"));
    // An empty file belongs to a process that is about to write its id.
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function isInstalled() {
  return existsSync(nodeBinary) && existsSync(stamp) && readFileSync(stamp, "utf8") === lockfileHash();
}

function lockfileHash() {
  const hash = createHash("sha256");
  for (const name of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(join(root, name)));
  return hash.digest("hex");
}
