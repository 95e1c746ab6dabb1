import type { CompiledValue, EmitContext } from "@millrace/compiler";
import { DAY_US, floorDivide, i32, i64, only, valueOf } from "@millrace/compiler";
import { Date as DateType, Datetime, InvalidArgumentError } from "@millrace/core";
import type { ScalarFunction } from "../../definition.ts";
import { arg, strictProperties } from "../../definition.ts";
import { checkCount, oneOf, uniform } from "../../resolve.ts";
import { daysOf } from "./part.ts";

const HOUR_US = 3_600_000_000n;
/** Periods of whole days and their numbers in the kernel date_truncate. */
const dayPeriods = { "1d": 0, "1mo": 1, "1y": 2, "1q": 3, "1w": 4 } as const;
/** Periods of a fixed length below a day, in microseconds. */
const shortPeriods = { "1h": HOUR_US, "1m": HOUR_US / 60n, "1s": 1_000_000n } as const;

function checkPeriod(every: unknown, ofDate: boolean): string {
  const known = [...Object.keys(dayPeriods), ...(ofDate ? [] : Object.keys(shortPeriods))];
  if (typeof every === "string" && known.includes(every)) return every;
  throw new InvalidArgumentError(`dt.truncate takes one of ${known.join(", ")}, not ${JSON.stringify(every ?? null)}`);
}

/** The definition of `dt.truncate`; options: every. */
export const truncate: ScalarFunction = {
  name: "dt.truncate",
  sqlNames: [],
  doc: "The start of the period (1s, 1m, 1h, 1d, 1w, 1mo, 1q, 1y) that the value lies in, in the same type.",
  example: { args: [arg(19782n, DateType)], options: { every: "1mo" }, result: 19754n },
  properties: strictProperties,
  nullPolicy: "propagate",
  resolve(args, options) {
    checkCount("dt.truncate", args, 1);
    const type = oneOf("dt.truncate", args, ["date", "datetime"]);
    checkPeriod(options["every"], type.kind === "date");
    return uniform(args, type.kind === "null" ? Datetime : type, type.kind === "null" ? Datetime : type);
  },
  emit: (context, [value]) => emitTruncated(context, value!),
};

function emitTruncated({ scope, options, type }: EmitContext, value: CompiledValue): CompiledValue {
  const { f } = scope;
  const every = checkPeriod(options["every"], type.kind === "date");
  if (Object.hasOwn(shortPeriods, every)) {
    const unit = shortPeriods[every as keyof typeof shortPeriods];
    return valueOf(type, [i64.mul(floorDivide(scope, only(value), unit), i64.const(unit))]);
  }
  const unit = i32.const(dayPeriods[every as keyof typeof dayPeriods]);
  const days = f.callNode(scope.kernel("date_truncate"), [daysOf(scope, value), unit]);
  return valueOf(type, [type.kind === "date" ? days : i64.mul(i64.extendI32S(days), i64.const(DAY_US))]);
}
