// A lock of one word: 0 free, 1 held, 2 held and waited for (Drepper, "Futexes are tricky", 2011). The critical sections are
// shorter than a scheduler quantum, so a thread spins first; a waiter sleeps at most a millisecond at a time. A thread that was
// terminated in the middle of one never unlocks: after some ten seconds a waiter traps, and its query fails instead of hanging.
const SPINS = 200;
const WAIT_NS: i64 = 1000000;
const MAX_WAITS = 10000;

export function lock(word: usize): void {
  for (let i = 0; i < SPINS; i++) {
    if (atomic.cmpxchg<i32>(word, 0, 1) == 0) return;
  }
  for (let waits = 0; atomic.xchg<i32>(word, 2) != 0; waits++) {
    if (waits == MAX_WAITS) unreachable();
    atomic.wait<i32>(word, 2, WAIT_NS);
  }
}

export function unlock(word: usize): void {
  if (atomic.xchg<i32>(word, 0) == 2) atomic.notify(word, 1);
}
