/**
 * A value of a column as JavaScript sees it: Int64 and UInt64 as bigint, smaller integers and floats as number, Decimal as text
 * with all digits of its scale, Date and Datetime as Date (UTC, milliseconds), String and Categorical as string.
 */
export type ColumnValue = null | boolean | number | bigint | string | globalThis.Date;

/**
 * A value as it is stored: like ColumnValue, but Date as days since 1970-01-01 (number), Datetime as microseconds (bigint),
 * Decimal as its unscaled integer (bigint).
 */
export type StoredValue = null | boolean | number | bigint | string;
