import type { Layout } from "@millrace/core";
import {
  FIELD_BOOL,
  FIELD_F32,
  FIELD_F64,
  FIELD_I8,
  FIELD_I16,
  FIELD_I32,
  FIELD_I64,
  FIELD_I128,
  FIELD_U8,
  FIELD_U16,
  FIELD_U32,
  FIELD_U64,
  FIELD_VIEW,
} from "@millrace/core";

/** The numbers by which kernels know layouts. */
export const fieldLayouts: Readonly<Record<Layout, number>> = {
  bool: FIELD_BOOL,
  i8: FIELD_I8,
  i16: FIELD_I16,
  i32: FIELD_I32,
  i64: FIELD_I64,
  u8: FIELD_U8,
  u16: FIELD_U16,
  u32: FIELD_U32,
  u64: FIELD_U64,
  f32: FIELD_F32,
  f64: FIELD_F64,
  i128: FIELD_I128,
  view: FIELD_VIEW,
};
