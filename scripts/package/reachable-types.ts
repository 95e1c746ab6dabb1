// Which declarations a user of the package can come to. A package's index re-exports all that other packages use; of it, only
// the names that a reached file imports are followed, so that the engine's insides stay out.

/** A statement that takes names from another file: `import`, `export … from`, or a type's `import("…").Name`. */
const statements =
  /\b(?:import|export)\s+(?:type\s+)?(?<clause>\{[^}]*\}|\*(?:\s+as\s+\w+)?)\s*from\s*"(?<from>[^"]+)"|\bimport\("(?<inline>[^"]+)"\)\.(?<name>\w+)/g;
const reExport = /^export (?:type )?\{(?<names>[^}]*)\} from "(?<from>[^"]+)";\n?/gm;

/** The declarations to publish: path → text. */
export type Declarations = ReadonlyMap<string, string>;

/** Where declarations come from. */
export interface DeclarationSource {
  /** The text of a file. */
  read(path: string): string;
  /** The file that a specifier in `path` names; undefined for those of others. */
  targetOf(path: string, specifier: string): string | undefined;
  /** Whether a file is a package's index, which does nothing but re-export. */
  isIndex(path: string): boolean;
}

/** Every declaration that is reached from `entry`; indexes are cut down to the names that are asked of them. */
export function reachableTypes(entry: string, source: DeclarationSource): Declarations {
  const wanted = new Map<string, Set<string> | "all">([[entry, "all"]]);
  const texts = new Map<string, string>();
  let changed = true;
  const want = (path: string, names: readonly string[] | "all"): void => {
    const known = wanted.get(path);
    if (known === "all") return;
    if (names === "all" || !source.isIndex(path)) {
      wanted.set(path, "all");
      changed = true;
      return;
    }
    const all = known ?? new Set<string>();
    const before = known === undefined ? -1 : all.size;
    for (const name of names) all.add(name);
    wanted.set(path, all);
    if (all.size !== before) changed = true;
  };
  while (changed) {
    changed = false;
    for (const [path, names] of wanted) {
      const text = names === "all" ? source.read(path) : cutDown(source.read(path), names);
      if (texts.get(path) === text) continue;
      texts.set(path, text);
      for (const { specifier, taken } of imports(text)) {
        const target = source.targetOf(path, specifier);
        if (target !== undefined) want(target, taken);
      }
    }
  }
  return texts;
}

/** An index with the re-exports of the wanted names alone. */
function cutDown(index: string, wanted: ReadonlySet<string>): string {
  return index.replace(reExport, (statement, names: string, from: string) => {
    const kept = specifiers(names).filter((specifier) => wanted.has(specifier.split(/\s+/).at(-1) ?? ""));
    if (kept.length === 0) return "";
    return `${statement.startsWith("export type") ? "export type" : "export"} { ${kept.join(", ")} } from "${from}";\n`;
  });
}

function imports(text: string): { readonly specifier: string; readonly taken: readonly string[] | "all" }[] {
  return [...text.matchAll(statements)].map(({ groups = {} }) => {
    const { clause, from, inline, name } = groups;
    if (clause === undefined) return { specifier: inline ?? "", taken: [name ?? ""] };
    if (!clause.startsWith("{")) return { specifier: from ?? "", taken: "all" };
    const taken = specifiers(clause.slice(1, -1)).map(
      (specifier) => specifier.replace(/^type /, "").split(/\s+/)[0] ?? "",
    );
    return { specifier: from ?? "", taken };
  });
}

function specifiers(list: string): string[] {
  return list
    .split(",")
    .map((specifier) => specifier.trim())
    .filter((specifier) => specifier !== "");
}
