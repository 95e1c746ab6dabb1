// How one field lies in a row or a vector: the numbers by which kernels know core's `Layout`.

export const FIELD_BOOL = 0;
export const FIELD_I8 = 1;
export const FIELD_I16 = 2;
export const FIELD_I32 = 3;
export const FIELD_I64 = 4;
export const FIELD_U8 = 5;
export const FIELD_U16 = 6;
export const FIELD_U32 = 7;
export const FIELD_U64 = 8;
export const FIELD_F32 = 9;
export const FIELD_F64 = 10;
export const FIELD_I128 = 11;
export const FIELD_VIEW = 12;
