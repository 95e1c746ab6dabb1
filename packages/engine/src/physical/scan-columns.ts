import { typeName, UnsupportedError } from "@millrace/core";
import type { ScanNode } from "@millrace/plan";
import { columnsOf } from "@millrace/plan";

/** Columns that an error names, at most. */
const MAX_NAMED = 8;

/** The columns that a scan produces or filters by, in the order of its schema. */
export function neededColumns(scan: ScanNode): readonly string[] {
  const wanted = new Set(scan.projection ?? scan.sourceSchema.fields.map((field) => field.name));
  if (scan.predicate !== null) for (const name of columnsOf(scan.predicate)) wanted.add(name);
  return scan.sourceSchema.fields.map((field) => field.name).filter((name) => wanted.has(name));
}

/** Throws an UnsupportedError that names the columns a scan would have to read and cannot. */
export function checkReadable(scan: ScanNode): void {
  const { source, sourceSchema } = scan;
  const needed = new Set(neededColumns(scan));
  const unread = sourceSchema.fields.filter(({ name, type }) => type.kind === "unsupported" && needed.has(name));
  if (unread.length === 0) return;
  const file = source.kind === "files" ? source.files[0]?.path : undefined;
  const named = unread.slice(0, MAX_NAMED);
  const columns = named.map(({ name, type }) => `"${name}" of type ${typeName(type)}`).join(", ");
  const more = unread.length > named.length ? `, and ${unread.length - named.length} more` : "";
  const names = unread.length > named.length ? "…" : named.map(({ name }) => JSON.stringify(name)).join(", ");
  throw new UnsupportedError(
    `The query reads columns that cannot be read: ${columns}${more} in ${file ?? source.label}. ` +
      `Leave them out with .drop(${names}), or select others`,
    { file, columns: unread.map(({ name }) => name), types: unread.map(({ type }) => typeName(type)) },
  );
}
