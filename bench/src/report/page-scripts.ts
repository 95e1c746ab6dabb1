import { readFileSync } from "node:fs";

/** The built libraries that draw the charts, in the order in which they need one another. */
const libraries = [
  { name: "vega", file: "vega.min.js" },
  { name: "vega-lite", file: "vega-lite.min.js" },
  { name: "vega-embed", file: "vega-embed.min.js" },
];

/** The text of a library, made safe to stand in a script element. Every library keeps its build beside its entry. */
function inlined(file: string, entry: string): string {
  return readFileSync(new URL(file, entry), "utf8")
    .replaceAll(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "<\\!--")
    .replaceAll(/\/\/# sourceMappingURL=.*/g, "");
}

/** The libraries as script elements: about 840 KB. */
export function libraryScripts(): string {
  return libraries.map(({ name, file }) => `<script>${inlined(file, import.meta.resolve(name))}</script>`).join("\n");
}

/** Data for a script element of type application/json. */
export function jsonScript(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`;
}
