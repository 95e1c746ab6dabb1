import type { CompiledValue, EmitContext, Node, Options } from "@millrace/compiler";
import { i32, i64, only, stringBytes, stringLength, valueOf } from "@millrace/compiler";
import type { DataType } from "@millrace/core";
import { InvalidArgumentError, String as StringType, typeName } from "@millrace/core";
import type { ArgumentType, FunctionProperties, ResolvedCall } from "@millrace/plan";
import { tolerantProperties } from "../../definition.ts";
import { resolveText } from "./resolve.ts";

/** Bytes that string_strptime asks for at its result. */
const STRPTIME_ROOM = 48;

/** Properties of parsers: strict unless told otherwise. */
export const parsedProperties: FunctionProperties = Object.freeze({ ...tolerantProperties, fallible: true });

/** Text in, a date or datetime out; null where not strict. */
export function resolveParsed(
  name: string,
  args: readonly ArgumentType[],
  options: Options,
  result: DataType,
): ResolvedCall {
  const format = options["format"] ?? null;
  if (format !== null) checkFormat(name, format);
  const call = resolveText(name, args, 1, result);
  return { ...call, nullable: call.nullable || options["strict"] === false };
}

/** What a format may ask for; they stand in the kernel string_strptime. */
const directives = "%Y %y %m %d %e %j %b %B %H %I %M %S %f %.f %p %z %F %T %D %R %%".split(" ");

function checkFormat(name: string, format: unknown): void {
  if (typeof format !== "string") throw new InvalidArgumentError(`The format of ${name} is text`);
  for (const [directive] of format.matchAll(/%\.?./gsu)) {
    if (directives.includes(directive)) continue;
    throw new InvalidArgumentError(
      `${name} knows no directive "${directive}" in the format ${JSON.stringify(format)}. The directives are: ${directives.join(" ")}`,
      { directive, format },
    );
  }
}

/** Parses by `isoKernel` without a format, else by the format's directives, whose microseconds are converted. */
export function emitParsed(
  context: EmitContext,
  text: CompiledValue,
  isoKernel: string,
  load: (out: Node) => Node,
  convert: (us: Node) => Node,
): CompiledValue {
  const { scope, options, type } = context;
  const { f } = scope;
  const format = options["format"] ?? null;
  const view = f.memo(only(text), "text");
  const out = f.memo(scope.rowScratch(STRPTIME_ROOM), "parsed");
  const pattern = format === null ? null : only(scope.literal(String(format), StringType));
  const call =
    pattern === null
      ? f.callNode(scope.kernel(isoKernel), [stringBytes(view), stringLength(view), out])
      : f.callNode(scope.kernel("string_strptime"), [view, pattern, out]);
  const ok = f.memo(call, "ok");
  const parsed = (): Node => (pattern === null ? load(out) : convert(f.memo(i64.load(out), "us")));
  if (options["strict"] === false) return valueOf(type, [f.memo(parsed(), "value")], ok);
  const site = context.site(
    "parse",
    "String",
    typeName(type),
    format === null ? "ISO 8601" : `the format ${JSON.stringify(format)}`,
  );
  f.if(i32.eqz(ok), () => scope.fail(site, text));
  return valueOf(type, [f.memo(parsed(), "value")]);
}
