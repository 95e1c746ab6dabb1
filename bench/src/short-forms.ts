/**
 * The command line with its short forms written out: the name of a suite as the first word (`bench headline --rows N`), and
 * `bench engines`, which holds streaming against reading in whole.
 */
export function writeOut(args: readonly string[], suiteNames: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === undefined) return args;
  const engines = (names: string): readonly string[] => (rest.includes("--engines") ? [] : ["--engines", names]);
  if (first === "engines") return ["--suite", "vitals", ...engines("millrace,millrace-eager"), ...rest];
  if (first === "headline") return ["--suite", first, ...engines("all"), ...rest];
  return suiteNames.includes(first) ? ["--suite", first, ...rest] : args;
}
