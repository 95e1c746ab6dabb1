/** Text of plain data that equal data share; tells bigint from number, 0 from -0, NaN from null. Object keys are sorted. */
export function keyText(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map(keyText).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${keyText(inner)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "undefined";
}
