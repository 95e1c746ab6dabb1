// The command line, in a process whose queries spill early.

import { setEngineTuning } from "@millrace/engine";
import { main } from "@millrace/jobs";

setEngineTuning({ stateLimit: 4 << 20 });
process.exitCode = await main(process.argv.slice(2));
