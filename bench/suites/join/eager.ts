import type { EagerForms } from "../../src/eager/forms.ts";
import type { Table } from "../../src/eager/table.ts";
import { join } from "../../src/eager/table.ts";

/** The right side's columns of a name that the left side has too are named after their table. */
function question(right: string, key: string, how: "inner" | "left" = "inner"): EagerForms[string] {
  return async (read) => {
    const x = await read("x");
    const columns = Object.entries(await read(right)).map(([name, column]) => [
      name === key || x[name] === undefined ? name : `${right}_${name}`,
      column,
    ]);
    return join(x, Object.fromEntries(columns) as Table, key, how);
  };
}

/** The five questions over arrays. */
export const forms: EagerForms = {
  q1: question("small", "id1"),
  q2: question("medium", "id2"),
  q3: question("medium", "id2", "left"),
  q4: question("medium", "id5"),
  q5: question("big", "id3"),
};
