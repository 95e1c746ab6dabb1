// Runs before the tests of a file where MILLRACE_TEST_CONFIGURATION names a hostile configuration: all of its queries then run
// under it. `npm run test:full` runs the behaviour suite under each of them.

import { setBaseTuning } from "@millrace/engine";
import { hostileConfigurations } from "@millrace/testkit";

const wanted = process.env["MILLRACE_TEST_CONFIGURATION"];
const configuration = hostileConfigurations.find(({ name }) => name === wanted);
if (configuration === undefined) throw new RangeError(`There is no configuration "${wanted}"`);
setBaseTuning(configuration.tuning);
const threads = configuration.options?.threads;
if (threads !== undefined) process.env["MILLRACE_MAX_THREADS"] = `${threads}`;
