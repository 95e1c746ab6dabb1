import type { DataType, Field, Layout } from "@millrace/core";
import { layoutOf, layoutWidth } from "@millrace/core";

/** Where one field lies in a row or a key row; offsets in bytes from the row's start. */
export interface RowField {
  readonly name: string;
  readonly type: DataType;
  readonly layout: Layout;
  readonly offset: number;
  /** The null byte (1 = null), or -1 where the field is never null. */
  readonly nullOffset: number;
}

/** Fields at fixed offsets behind a header. */
export interface RowLayout {
  readonly fields: readonly RowField[];
  /** The first byte behind the last field, a multiple of 8. */
  readonly end: number;
}

/** Rounds up to a multiple of 8. */
export function align8(bytes: number): number {
  return (bytes + 7) & ~7;
}

/**
 * Lays fields out from `start` (a multiple of 8), widest first so that none is misaligned, null bytes last; the order of the
 * result is that of the fields.
 */
export function layOutRow(fields: readonly Field[], start: number): RowLayout {
  const placed = new Map<Field, { offset: number; nullOffset: number }>();
  let end = start;
  const byWidth = fields.toSorted((a, b) => layoutWidth(layoutOf(b.type)) - layoutWidth(layoutOf(a.type)));
  for (const field of byWidth) {
    placed.set(field, { offset: end, nullOffset: -1 });
    end += layoutWidth(layoutOf(field.type));
  }
  for (const field of fields) {
    const place = placed.get(field);
    if (field.nullable && place !== undefined) place.nullOffset = end++;
  }
  const laidOut = fields.map((field): RowField => {
    const place = placed.get(field) ?? { offset: start, nullOffset: -1 };
    return { name: field.name, type: field.type, layout: layoutOf(field.type), ...place };
  });
  return { fields: laidOut, end: align8(end) };
}

/** The same layout, moved by a distance. */
export function moveRow(layout: RowLayout, distance: number): RowLayout {
  const fields = layout.fields.map((field) => ({
    ...field,
    offset: field.offset + distance,
    nullOffset: field.nullOffset < 0 ? -1 : field.nullOffset + distance,
  }));
  return { fields, end: layout.end + distance };
}

/** The offsets of the string views among the fields, ascending, relative to `from`. */
export function viewOffsets(layout: RowLayout, from = 0): readonly number[] {
  return layout.fields
    .filter((field) => field.layout === "view")
    .map((field) => field.offset - from)
    .sort((a, b) => a - b);
}
