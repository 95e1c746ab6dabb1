/** Parts options into those of these names and the others; undefined ones are left out. */
export function splitOptions<Named extends object, Rest extends object>(
  options: Named & Rest,
  names: readonly (keyof Named)[],
): [Named, Rest] {
  const named: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if ((names as readonly string[]).includes(name)) named[name] = value;
    else rest[name] = value;
  }
  return [named as Named, rest as Rest];
}
