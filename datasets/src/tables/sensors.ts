import { yearStartDay, yearStartUs } from "../clock.ts";
import { choice, date, datetime, float, integer, label, weighted } from "../columns.ts";
import { below, normal } from "../random.ts";
import type { Table } from "../table.ts";

/** Sensors and diaries begin on 1 January of this year. */
const START_YEAR = 2024;
const FIVE_MINUTES_US = 300_000_000;

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Heart rate variability in windows of five minutes: one row a device and window, ordered by time. */
export const sensorHrv: Table = {
  name: "sensor_hrv",
  title: "heart rate variability of devices, every five minutes",
  defaultRows: ({ users }) => users * 288 * 30,
  columns: [
    label("device_id", "DEV-", 1, (row, _, plan) => 1 + (row % plan.users), { nulls: 0.05 }),
    datetime("ts_start", (row, _, plan) => yearStartUs(START_YEAR) + Math.floor(row / plan.users) * FIVE_MINUTES_US),
    float("rmssd", (row, key) => tenth(Math.max(5, 42 + 16 * normal(key, row))), { nulls: 1 }),
    float("sdnn", (row, key) => tenth(Math.max(8, 55 + 18 * normal(key, row))), { nulls: 1 }),
    float("pnn50", (row, key) => tenth(Math.max(0, 18 + 10 * normal(key, row))), { nulls: 1 }),
    integer("mean_hr", (row, key) => Math.round(66 + 9 * normal(key, row)), { nulls: 1 }),
  ],
};

/** One row a user and day. */
export const sleepDiary: Table = {
  name: "sleep_diary",
  title: "nights of users, one row a user and day",
  defaultRows: ({ users }) => users * 30,
  columns: [
    label("user_id", "USER-", 1, (row, _, plan) => 1 + (row % plan.users)),
    date("date", (row, _, plan) => yearStartDay(START_YEAR) + Math.floor(row / plan.users)),
    float("sleep_hours", (row, key) => tenth(Math.max(0, 7.1 + 1.2 * normal(key, row))), { nulls: 1 }),
    integer("quality", (row, key) => 1 + below(key, row, 5), { nulls: 1 }),
  ],
};

/** One row a user. */
export const userProfile: Table = {
  name: "user_profile",
  title: "one row a user",
  defaultRows: ({ users }) => users,
  columns: [
    label("user_id", "USER-", 1, (row) => 1 + row),
    integer("age", (row, key) => 18 + below(key, row, 65), { nulls: 0.5 }),
    choice("sex", ["female", "male", "other"], weighted([50, 48, 2]), { nulls: 0.5 }),
    choice("chronotype", ["morning", "intermediate", "evening"], weighted([3, 5, 2])),
    date("enrolled_on", (row, key) => yearStartDay(START_YEAR) - below(key, row, 365)),
  ],
};
