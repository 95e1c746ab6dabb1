/** A config as YAML in block style, as a user writes it; JSON for what is inside of lists. */
export function stringify(value: Readonly<Record<string, unknown>>, indent = ""): string {
  return Object.entries(value)
    .map(([key, child]) => {
      const isMapping = typeof child === "object" && child !== null && !Array.isArray(child);
      if (!isMapping) return `${indent}${key}: ${JSON.stringify(child)}\n`;
      return `${indent}${key}:\n${stringify(child as Record<string, unknown>, `${indent}  `)}`;
    })
    .join("");
}
