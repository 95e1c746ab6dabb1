import type { ScalarFunction } from "./definition.ts";
import { abs } from "./scalar/arithmetic/abs.ts";
import { add } from "./scalar/arithmetic/add.ts";
import { ceil } from "./scalar/arithmetic/ceil.ts";
import { div } from "./scalar/arithmetic/div.ts";
import { exp } from "./scalar/arithmetic/exp.ts";
import { floor } from "./scalar/arithmetic/floor.ts";
import { floorDiv } from "./scalar/arithmetic/floor-div.ts";
import { log } from "./scalar/arithmetic/log.ts";
import { mod } from "./scalar/arithmetic/mod.ts";
import { mul } from "./scalar/arithmetic/mul.ts";
import { neg } from "./scalar/arithmetic/neg.ts";
import { pow } from "./scalar/arithmetic/pow.ts";
import { round } from "./scalar/arithmetic/round.ts";
import { sqrt } from "./scalar/arithmetic/sqrt.ts";
import { sub } from "./scalar/arithmetic/sub.ts";
import { eq } from "./scalar/comparison/eq.ts";
import { eqMissing } from "./scalar/comparison/eq-missing.ts";
import { ge } from "./scalar/comparison/ge.ts";
import { gt } from "./scalar/comparison/gt.ts";
import { isBetween } from "./scalar/comparison/is-between.ts";
import { isIn } from "./scalar/comparison/is-in.ts";
import { le } from "./scalar/comparison/le.ts";
import { lt } from "./scalar/comparison/lt.ts";
import { ne } from "./scalar/comparison/ne.ts";
import { neMissing } from "./scalar/comparison/ne-missing.ts";
import { date } from "./scalar/datetime/date.ts";
import { day } from "./scalar/datetime/day.ts";
import { hour } from "./scalar/datetime/hour.ts";
import { minute } from "./scalar/datetime/minute.ts";
import { month } from "./scalar/datetime/month.ts";
import { second } from "./scalar/datetime/second.ts";
import { truncate } from "./scalar/datetime/truncate.ts";
import { weekday } from "./scalar/datetime/weekday.ts";
import { year } from "./scalar/datetime/year.ts";
import { isFinite } from "./scalar/floats/is-finite.ts";
import { isInfinite } from "./scalar/floats/is-infinite.ts";
import { isNan } from "./scalar/floats/is-nan.ts";
import { isNotNan } from "./scalar/floats/is-not-nan.ts";
import { clip } from "./scalar/horizontal/clip.ts";
import { maxHorizontal } from "./scalar/horizontal/max-horizontal.ts";
import { minHorizontal } from "./scalar/horizontal/min-horizontal.ts";
import { and } from "./scalar/logic/and.ts";
import { not } from "./scalar/logic/not.ts";
import { or } from "./scalar/logic/or.ts";
import { xor } from "./scalar/logic/xor.ts";
import { coalesce } from "./scalar/nulls/coalesce.ts";
import { fillNull } from "./scalar/nulls/fill-null.ts";
import { isNotNull } from "./scalar/nulls/is-not-null.ts";
import { isNull } from "./scalar/nulls/is-null.ts";
import { concatStr } from "./scalar/string/concat-str.ts";
import { contains } from "./scalar/string/contains.ts";
import { endsWith } from "./scalar/string/ends-with.ts";
import { lenBytes } from "./scalar/string/len-bytes.ts";
import { lenChars } from "./scalar/string/len-chars.ts";
import { like } from "./scalar/string/like.ts";
import { listGet } from "./scalar/string/list-get.ts";
import { replace } from "./scalar/string/replace.ts";
import { slice } from "./scalar/string/slice.ts";
import { split } from "./scalar/string/split.ts";
import { startsWith } from "./scalar/string/starts-with.ts";
import { stripChars } from "./scalar/string/strip-chars.ts";
import { toDate } from "./scalar/string/to-date.ts";
import { toDatetime } from "./scalar/string/to-datetime.ts";
import { toLowercase } from "./scalar/string/to-lowercase.ts";
import { toUppercase } from "./scalar/string/to-uppercase.ts";

/** Every scalar function. */
export const scalarFunctions: readonly ScalarFunction[] = [
  abs,
  add,
  ceil,
  div,
  exp,
  floorDiv,
  floor,
  log,
  mod,
  mul,
  neg,
  pow,
  round,
  sqrt,
  sub,
  eqMissing,
  eq,
  ge,
  gt,
  isBetween,
  isIn,
  le,
  lt,
  neMissing,
  ne,
  and,
  not,
  or,
  xor,
  coalesce,
  fillNull,
  isNotNull,
  isNull,
  isFinite,
  isInfinite,
  isNan,
  isNotNan,
  clip,
  maxHorizontal,
  minHorizontal,
  concatStr,
  contains,
  endsWith,
  lenBytes,
  lenChars,
  like,
  listGet,
  replace,
  slice,
  split,
  startsWith,
  stripChars,
  toDate,
  toDatetime,
  toLowercase,
  toUppercase,
  date,
  day,
  hour,
  minute,
  month,
  second,
  truncate,
  weekday,
  year,
];
