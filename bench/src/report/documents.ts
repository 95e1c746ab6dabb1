import { readFileSync, writeFileSync } from "node:fs";
import type { BenchReport } from "./bench-report.ts";
import { reportMarkdown, summaryMarkdown } from "./markdown.ts";

/** The level of headings within a document's section of figures. */
const LEVEL = 3;

/** What stands between the marks of a document, by the word in the first of them. */
const blocks: Readonly<Record<string, (report: BenchReport) => string>> = {
  tables: (report) => reportMarkdown(report, LEVEL),
  summary: summaryMarkdown,
};

/**
 * The text of a document with a report's Markdown between its marks: `<!-- benchmark tables -->` or `<!-- benchmark summary -->`,
 * up to `<!-- benchmark end -->`. Throws where a document has no marks, or marks that say something else.
 */
export function withReport(text: string, report: BenchReport): string {
  let found = false;
  const replaced = text.replaceAll(
    /(<!-- benchmark (\w+) -->\n)[\s\S]*?(<!-- benchmark end -->)/g,
    (_, begin: string, word: string, end: string) => {
      const block = Object.hasOwn(blocks, word) ? blocks[word] : undefined;
      if (block === undefined)
        throw new Error(`Unknown mark: benchmark ${word}. Marks: ${Object.keys(blocks).join(", ")}.`);
      found = true;
      return `${begin}\n${block(report)}\n${end}`;
    },
  );
  if (!found) throw new Error("The document has no marks, as in <!-- benchmark tables --> … <!-- benchmark end -->.");
  return replaced;
}

/** Puts a report into a document. */
export function writeIntoDocument(path: string, report: BenchReport): void {
  writeFileSync(path, withReport(readFileSync(path, "utf8"), report));
}
