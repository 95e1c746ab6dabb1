// CSV by the book and by nothing else: one character after the other, without a window, a range or a lane. What the reader
// gives as text has to be this.

/** What the reader is asked for. */
export interface ReferenceDialect {
  readonly separator: string;
  readonly quote: string | null;
}

/** A row's fields; an empty one is "". */
export type ReferenceRow = readonly string[];

/** Rows of a text, or null where a quote never ends. The header is the first of them; blank lines in front are left out. */
export function referenceRows(text: string, { separator, quote }: ReferenceDialect): ReferenceRow[] | null {
  const rows: { fields: string[]; blank: boolean }[] = [];
  let fields: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let rowStart = at;
  while (at < text.length) {
    const start = at;
    let quoted = false;
    if (quote !== null && text[at] === quote) {
      quoted = true;
      at++;
      for (;;) {
        const close = text.indexOf(quote, at);
        if (close < 0) return null;
        at = close + 1;
        if (text[at] !== quote) break;
        at++;
      }
    }
    while (at < text.length && text[at] !== separator && text[at] !== "\n") at++;
    const isLast = text[at] !== separator;
    let raw = text.slice(start, at);
    if (isLast && raw.endsWith("\r")) raw = raw.slice(0, -1);
    fields.push(quoted && raw.length > 1 ? unquote(raw, quote!) : raw);
    at++;
    if (isLast || at >= text.length) {
      // A separator at the very end leaves an empty field behind it.
      if (!isLast) fields.push("");
      const line = text.slice(rowStart, at - (isLast ? 1 : 0));
      rows.push({ fields, blank: line === "" || line === "\r" });
      fields = [];
      rowStart = at;
    }
  }
  const first = rows.findIndex(({ blank }) => !blank);
  if (first < 0) return [];
  const numFields = rows[first]!.fields.length;
  const kept = rows.slice(first).filter(({ blank }) => !blank || numFields === 1);
  return kept.map((row) => row.fields);
}

/** The text of a field in quotes; what stands behind the closing quote belongs to it as it is. */
function unquote(raw: string, quote: string): string {
  let text = "";
  for (let at = 1; at < raw.length; at++) {
    if (raw[at] !== quote) text += raw[at];
    else if (raw[at + 1] === quote) {
      text += quote;
      at++;
    } else return text + raw.slice(at + 1);
  }
  return text;
}
