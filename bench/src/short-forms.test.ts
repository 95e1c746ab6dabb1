import { expect, it } from "vitest";
import { writeOut } from "./short-forms.ts";

const suites = ["headline", "formats"];

it("a suite's name stands for --suite; headline runs every engine [BEN-01]", () => {
  expect(writeOut(["headline", "--rows", "12000000"], suites)).toEqual(
    "--suite headline --engines all --rows 12000000".split(" "),
  );
  expect(writeOut(["headline", "--engines", "eager"], suites)).toEqual(["--suite", "headline", "--engines", "eager"]);
  expect(writeOut(["formats"], suites)).toEqual(["--suite", "formats"]);
});

it("engines holds the two modes of millrace against one another", () => {
  expect(writeOut(["engines", "--rows", "1000"], suites)).toEqual(
    "--suite vitals --engines millrace,millrace-eager --rows 1000".split(" "),
  );
});

it("other command lines stay as they are", () => {
  expect(writeOut(["--suite", "formats"], suites)).toEqual(["--suite", "formats"]);
  expect(writeOut([], suites)).toEqual([]);
});
