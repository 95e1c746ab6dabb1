import { FIELD_BOOL, FIELD_I16, FIELD_I32, FIELD_I8, FIELD_U16, FIELD_U32, FIELD_U8 } from "../../../core/src/layout/field-layout";

/** An integer field as 64 bits; u64 keeps its bits. */
// @ts-ignore: decorator
@inline
export function integerKey(ptr: usize, field: i32): u64 {
  if (field == FIELD_I32) return <u64>(<i64>load<i32>(ptr));
  if (field == FIELD_U32) return <u64>load<u32>(ptr);
  if (field == FIELD_I16) return <u64>(<i64>load<i16>(ptr));
  if (field == FIELD_U16) return <u64>load<u16>(ptr);
  if (field == FIELD_I8) return <u64>(<i64>load<i8>(ptr));
  if (field == FIELD_U8 || field == FIELD_BOOL) return <u64>load<u8>(ptr);
  return load<u64>(ptr);
}
