import { describe, expect, test } from "vitest";
import { InternalError, MillraceError, ResourceError, UserError } from "./error.ts";
import { MemoryLimitError } from "./resource-errors.ts";
import { deserializeError, errorClasses, serializeError } from "./serialize.ts";
import { ColumnNotFoundError, CorruptFileError, OptionError, ParseError, SchemaMismatchError } from "./user-errors.ts";

describe("errors", () => {
  test("an unknown column names the likely one", () => {
    const error = new ColumnNotFoundError("heart_rte", ["patient_id", "heart_rate"]);
    expect(error.message).toBe('Column not found: "heart_rte". Did you mean "heart_rate"?');
    expect(error).toBeInstanceOf(UserError);
    expect(error.name).toBe("ColumnNotFoundError");
    expect(error.details.candidates).toEqual(["patient_id", "heart_rate"]);
  });

  test("an unknown column that resembles none lists what there is", () => {
    expect(new ColumnNotFoundError("zzzzzz", ["a", "b"]).message).toBe(
      'Column not found: "zzzzzz". The columns are: a, b.',
    );
  });

  test("errors cross structuredClone with class, code, fields and message", () => {
    const errors = [
      new ColumnNotFoundError("x", ["y"]),
      new CorruptFileError({ file: "a.parquet", byte: 12, column: "v" }),
      new ParseError({ file: "a.csv", row: 3, column: "n", byte: 40, value: "abc" }),
      new SchemaMismatchError("b.csv", "c"),
      new MemoryLimitError({ operator: "sort", needed: 10, limit: 5 }),
      new OptionError("no", "collect", "x"),
    ];
    for (const error of errors) {
      const copy = deserializeError(structuredClone(serializeError(error)));
      expect(copy).toBeInstanceOf(error.constructor);
      expect(copy).toBeInstanceOf(MillraceError);
      expect(copy).toMatchObject({ code: error.code, message: error.message, name: error.name });
      expect(copy.details).toEqual(error.details);
    }
  });

  test("the table of classes has each class under its own code", () => {
    for (const [code, errorClass] of Object.entries(errorClasses)) {
      const copy = deserializeError({ code, name: "x", message: "m", details: {}, stack: null });
      expect(Object.getPrototypeOf(copy)).toBe(errorClass.prototype);
      expect(copy instanceof UserError || copy instanceof ResourceError || copy instanceof InternalError).toBe(true);
    }
  });

  test("a foreign error becomes an internal error that keeps its text", () => {
    const copy = deserializeError(serializeError(new RangeError("offset is out of bounds")));
    expect(copy).toBeInstanceOf(InternalError);
    expect(copy.message).toContain("RangeError: offset is out of bounds");
  });
});
