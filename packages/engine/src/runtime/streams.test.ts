import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Schema } from "@millrace/core";
import { expect, it } from "vitest";
import { registerStream, streamSchema } from "./streams.ts";

const schema = Schema([]);

async function* noFrames(): AsyncGenerator<never> {}

it("a stream is known while its source is, and forgotten with it", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const kept = registerStream(noFrames(), schema);
  const id = ((): number => {
    const lost = registerStream(noFrames(), schema);
    return lost.kind === "stream" ? lost.id : 0;
  })();
  expect(streamSchema(id)).toBe(schema);
  await expect
    .poll(() => {
      collect();
      try {
        return streamSchema(id);
      } catch {
        return null;
      }
    })
    .toBeNull();
  expect(kept.kind === "stream" && streamSchema(kept.id)).toBe(schema);
});
