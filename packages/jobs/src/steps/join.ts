import type { JoinOptions } from "@millrace/frame";
import type { Fields } from "../config/config-node.ts";
import { noteFault } from "../plan/checked-schema.ts";
import type { ColumnNames } from "./column-names.ts";
import { readColumnNames } from "./column-names.ts";
import type { StepBody, StepType } from "./step-type.ts";

const types = ["inner", "left", "right", "full", "semi", "anti", "cross"] as const;
const validations = ["m:m", "1:m", "m:1", "1:1"] as const;

interface Keys {
  readonly left: ColumnNames;
  readonly right: ColumnNames;
}

/** `{ type: join, left: vitals, right: encounters, on: [patient_id], how: inner }` */
export const joinStep: StepType = {
  keys: ["on", "left_on", "right_on", "how", "suffix", "validate", "nulls_equal", "coalesce"],
  inputKeys: ["left", "right"],
  keepsRows: false,
  read(fields): StepBody | undefined {
    const howNode = fields.get("how");
    const how = howNode === undefined ? "inner" : howNode.readChoice(types, "join type");
    const isCross = how === "cross";
    const keys = isCross ? null : readKeys(fields);
    if (isCross && ["on", "left_on", "right_on"].some((key) => fields.has(key))) {
      return fields.node.fail("a cross join has no keys");
    }
    const options = readOptions(fields);
    if (how === undefined || keys === undefined || options === undefined) return undefined;
    return {
      ...(keys === null
        ? {}
        : {
            join: {
              how,
              validate: options.validate ?? "m:m",
              leftOn: keys.left.names,
              rightOn: keys.right.names,
              nullsEqual: options.nullsEqual ?? false,
            },
          }),
      build([left, right]) {
        const found = keys === null ? [true] : [keys.left.areIn(left!.schema), keys.right.areIn(right!.schema)];
        if (found.includes(false)) return undefined;
        const on = keys === null ? {} : { leftOn: keys.left.names, rightOn: keys.right.names };
        try {
          return left!.frame.join(right!.frame, { ...options, ...on, how });
        } catch (error) {
          return noteFault(error, fields.node);
        }
      },
    };
  },
};

function readKeys(fields: Fields): Keys | undefined {
  const on = fields.get("on");
  const leftOn = fields.get("left_on");
  const rightOn = fields.get("right_on");
  if (on !== undefined && (leftOn !== undefined || rightOn !== undefined)) {
    return fields.node.fail('keys are given by "on", or by "left_on" and "right_on", not by both');
  }
  if (on === undefined && leftOn === undefined && rightOn === undefined) {
    return fields.node.fail('"on" is missing (or "left_on" and "right_on")');
  }
  const leftNode = on ?? fields.need("left_on");
  const rightNode = on ?? fields.need("right_on");
  const left = leftNode === undefined ? undefined : readColumnNames(leftNode);
  const right = rightNode === undefined ? undefined : readColumnNames(rightNode);
  if (left === undefined || right === undefined) return undefined;
  if (left.names.length === right.names.length) return { left, right };
  return fields.node.fail(`left_on has ${left.names.length} keys, right_on ${right.names.length}`);
}

function readOptions(fields: Fields): JoinOptions | undefined {
  const before = fields.node.issues.count;
  const suffix = fields.get("suffix")?.readString();
  const validate = fields.get("validate")?.readChoice(validations, "validation");
  const nullsEqual = fields.get("nulls_equal")?.readBoolean();
  const coalesce = fields.get("coalesce")?.readBoolean();
  return fields.node.issues.count > before ? undefined : { suffix, validate, nullsEqual, coalesce };
}
