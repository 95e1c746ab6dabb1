import type { BenchRecord } from "../record.ts";
import { geometricMean } from "../statistics.ts";
import type { KnownTimes, Peer } from "./known-times.ts";
import { knownTimes, PEERS } from "./known-times.ts";

/** A peer that stands this much worse to the others than it is known to says nothing about the engines. */
const ALLOWED_FACTOR = 1.5;

/** Whether the records were made with what the known times were made with: the suite's own size, two threads. */
export interface CaseConditions {
  readonly ownSize: boolean;
}

/**
 * Marks the records of one case, all engines on the same work, as invalid when a peer fails on data that it can read, or
 * is slower in comparison with its fellows than it is known to be: then the peer is held wrongly, and no ratio counts.
 */
export function judgeCase(records: readonly BenchRecord[], conditions: CaseConditions): readonly BenchRecord[] {
  const reason = failedPeer(records) ?? slowPeer(records, conditions);
  return reason === null ? records : records.map((record) => ({ ...record, invalid: reason }));
}

/** Under a memory cap a peer may give up: that is an answer too. */
function failedPeer(records: readonly BenchRecord[]): string | null {
  const failed = records.find(
    ({ engine, answer, memoryLimit }) => isPeer(engine) && memoryLimit === null && answer !== "ok",
  );
  return failed === undefined ? null : `${failed.engine} has no right answer, although it can read the data`;
}

function isPeer(engine: string): boolean {
  return (PEERS as readonly string[]).includes(engine);
}

function slowPeer(records: readonly BenchRecord[], { ownSize }: CaseConditions): string | null {
  const first = records[0];
  if (first === undefined || !ownSize || first.threads !== 2) return null;
  const known = knownTimes[`${first.suite} ${first.query}`];
  if (known === undefined) return null;
  const times = new Map<Peer, number>();
  for (const peer of PEERS) {
    const record = records.find(({ engine, memoryLimit }) => engine === peer && memoryLimit === null);
    const seconds = known.measure === "warm" ? record?.medianSeconds : record?.coldSeconds;
    if (typeof seconds === "number" && known.seconds[peer] !== undefined) times.set(peer, seconds);
  }
  for (const [peer, seconds] of times) {
    const others = [...times.keys()].filter((other) => other !== peer);
    if (others.length === 0) continue;
    const ratio = seconds / geometricMean(others.map((other) => times.get(other)!))!;
    const worst = worstKnownRatio(known, peer, others);
    if (ratio > ALLOWED_FACTOR * worst) {
      return `${peer} takes ${ratio.toFixed(2)} times as long as ${others.join(" and ")}, elsewhere ${worst.toFixed(2)} times`;
    }
  }
  return null;
}

/** The peer's slowest measurement over the fastest ones of the others. */
function worstKnownRatio({ seconds }: KnownTimes, peer: Peer, others: readonly Peer[]): number {
  return seconds[peer]![1] / geometricMean(others.map((other) => seconds[other]![0]))!;
}

/**
 * Whether a record makes the run fail: a wrong answer of any engine, an invalid case, a failure of millrace. That another
 * engine cannot be installed, runs out of memory, or was never taught the query is a row with its reason, no more.
 */
export function isFailure({ engine, answer, invalid }: BenchRecord): boolean {
  if (answer === "ok") return invalid !== undefined;
  return answer === "differs" || invalid !== undefined || engine === "millrace";
}
