import { checkBoolean, checkInteger, checkOptions, OptionError } from "@millrace/core";

/** Options of the CSV writer, all optional. */
export interface CsvWriteOptions {
  /** One ASCII character between fields; default ",". */
  readonly separator?: string;
  /** Whether the first line names the columns; default true. */
  readonly includeHeader?: boolean;
  /** One ASCII character around fields that need it; default '"'. */
  readonly quoteChar?: string;
  /** What stands for null; default the empty text. */
  readonly nullValue?: string;
  /** What ends a line; default "\n". */
  readonly lineTerminator?: string;
  /** Digits after the point of floats, 0 to 15; default as many as needed to read the same value back. */
  readonly floatPrecision?: number;
}

/** Options with their defaults filled in: plain data. */
export interface ResolvedCsvWriteOptions {
  readonly separator: string;
  readonly includeHeader: boolean;
  readonly quoteChar: string;
  readonly nullValue: string;
  readonly lineTerminator: string;
  /** -1: as many digits as needed. */
  readonly floatPrecision: number;
}

const names = ["separator", "includeHeader", "quoteChar", "nullValue", "lineTerminator", "floatPrecision"] as const;
const renamed = {
  sep: 'It is called "separator"',
  has_header: 'It is called "includeHeader"',
  hasHeader: 'It is called "includeHeader"',
  eol: 'It is called "lineTerminator"',
} as const;

/** Checks the options and fills in the defaults. Throws OptionError; `where` is the method that the user called. */
export function resolveCsvWriteOptions(options: CsvWriteOptions = {}, where = "sinkCsv"): ResolvedCsvWriteOptions {
  checkOptions(where, options, names, renamed);
  const separator = options.separator ?? ",";
  const quoteChar = options.quoteChar ?? '"';
  const nullValue = options.nullValue ?? "";
  const lineTerminator = options.lineTerminator ?? "\n";
  const refuse = (option: string, rule: string, value: unknown): never => {
    throw new OptionError(`${where}: ${option} ${rule}, not ${JSON.stringify(value)}`, where, option);
  };
  // Numbers, dates and booleans are written without quotes, so nothing of theirs may separate fields.
  if (!/^[\x01-\x7f]$/.test(separator) || /[\w.:+"\r\n-]/.test(separator)) {
    refuse("separator", "is one ASCII character that is no letter, digit, quote, line end or one of _.:+-", separator);
  }
  if (!/^[\x21-\x7e]$/.test(quoteChar) || /[\w.:+-]/.test(quoteChar) || quoteChar === separator) {
    refuse("quoteChar", "is one ASCII punctuation mark other than the separator and .:+-", quoteChar);
  }
  if (typeof nullValue !== "string" || [separator, quoteChar, "\r", "\n"].some((mark) => nullValue.includes(mark))) {
    refuse("nullValue", "is text without separator, quote or line end", nullValue);
  }
  if (lineTerminator !== "\n" && lineTerminator !== "\r\n") {
    refuse("lineTerminator", 'is "\\n" or "\\r\\n"', lineTerminator);
  }
  const digits = options.floatPrecision;
  return {
    separator,
    includeHeader: checkBoolean(where, "includeHeader", options.includeHeader ?? true),
    quoteChar,
    nullValue,
    lineTerminator,
    floatPrecision: digits === undefined ? -1 : checkInteger(where, "floatPrecision", digits, 0, 15),
  };
}
