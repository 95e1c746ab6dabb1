import {
  FIELD_BOOL, FIELD_F32, FIELD_I128, FIELD_I16, FIELD_I32, FIELD_I8, FIELD_U16, FIELD_U32, FIELD_U8, FIELD_VIEW,
} from "../../../core/src/layout/field-layout";

/** Bytes of a field's value. */
export function fieldWidth(field: i32): i32 {
  if (field == FIELD_BOOL || field == FIELD_I8 || field == FIELD_U8) return 1;
  if (field == FIELD_I16 || field == FIELD_U16) return 2;
  if (field == FIELD_I32 || field == FIELD_U32 || field == FIELD_F32) return 4;
  if (field == FIELD_I128 || field == FIELD_VIEW) return 16;
  return 8;
}
