import type { ArqueroForms } from "../../src/arquero/forms.ts";

/** The right side's columns of a name that the left side has too are named after their table. */
function question(right: string, key: string, how: "join" | "join_left" = "join"): ArqueroForms[string] {
  return async (read) => {
    const x = await read("x");
    const other = await read(right);
    const shared = other.columnNames().filter((name) => name !== key && name !== "v2");
    const renamed = other.rename(Object.fromEntries(shared.map((name) => [name, `${right}_${name}`])));
    return x[how](renamed, key);
  };
}

/** The five questions with arquero's verbs. */
export const forms: ArqueroForms = {
  q1: question("small", "id1"),
  q2: question("medium", "id2"),
  q3: question("medium", "id2", "join_left"),
  q4: question("medium", "id5"),
  q5: question("big", "id3"),
};
