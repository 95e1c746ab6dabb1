import { serializeError } from "@millrace/core";
import { adoptFaults, faultPoint, localFiles } from "@millrace/storage";
import { throwIfAborted } from "../coordinator/query-words.ts";
import { collectEverything } from "../memory/garbage.ts";
import type { WorkerCall, WorkerReply, WorkerRequest } from "../protocol.ts";
import { encodeRows } from "../sinks/encode-rows.ts";
import { runJob } from "./jobs.ts";
import { QueryStopped } from "./query-stopped.ts";
import { SlotTable } from "./slot-table.ts";

const slots = new SlotTable(localFiles);

/** What a worker of the pool runs for each request. Errors come back as data, so that their class and fields survive. */
export default function handle({ request, faults }: WorkerCall): WorkerReply {
  try {
    adoptFaults(faults);
    return { ok: answer(request) };
  } catch (error) {
    // Whoever asked knows why.
    if (error instanceof QueryStopped) return { ok: null };
    return { error: serializeError(error) };
  }
}

function answer(request: WorkerRequest): unknown {
  switch (request.type) {
    case "run":
      return slots.run(request);
    case "close":
      return slots.close(request.key);
    case "job":
      return runJob(slots.arena(request.arena), request.job, () => throwIfAborted(request.words));
    case "forget":
      slots.forget(request.arena);
      return collectEverything();
    case "encode":
      faultPoint("encode");
      return encodeRows(slots.arena(request.arena), request.query, request.request, () =>
        throwIfAborted(request.words),
      );
  }
}
