import type { Schema as SchemaType } from "@millrace/core";
import { Field, Float64, Int64, Schema, String as StringType } from "@millrace/core";
import type { FilesPort } from "../files-port.ts";

/** The columns of "staff.csv", a file that only the tests' engine knows. */
export const staffSchema: SchemaType = Schema([
  Field("age", Int64),
  Field("salary", Float64),
  Field("department", StringType),
]);

/** Finds every path, as a file of one byte. */
export const anyFile: Pick<FilesPort, "discoverFiles"> = {
  discoverFiles: (paths) => paths.map((path) => ({ path, byteLength: 1, modifiedMs: 0, inode: 0, partition: {} })),
};
