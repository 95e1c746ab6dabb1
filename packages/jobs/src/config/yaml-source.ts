import type { ConfigIssue } from "./config-error.ts";
import { ConfigError } from "./config-error.ts";
import type { ConfigPath } from "./config-path.ts";
import type { LineOf } from "./issues.ts";
import type { Document, LineCounter, ParsedNode } from "./yaml-library.ts";

/** Aliases may repeat a value this often; more is taken for an attack. */
const MAX_ALIASES = 100;

/** The longest config, in characters: what is longer was not written by hand, and reading it takes more than its length. */
const MAX_LENGTH = 256 * 1024;

/** A config as written, and where its values stand. */
export interface ConfigSource {
  /** The file's name, or what else stands for the config in messages. */
  readonly name: string;
  readonly value: unknown;
  readonly lineOf: LineOf;
}

/**
 * Parses YAML 1.2: its core types and nothing else, so that no text can make objects. Dates stay text. Throws a ConfigError
 * that names the line.
 */
export async function parseYaml(text: string, name: string): Promise<ConfigSource> {
  if (text.length > MAX_LENGTH) {
    const message = `The config has ${text.length} characters, at most ${MAX_LENGTH} are read`;
    throw new ConfigError(name, [{ path: "", line: null, message }]);
  }
  const yaml = await import("./yaml-library.ts");
  const lines = new yaml.LineCounter();
  // The library compares each key with all before it: repeated keys are found here instead.
  const options = { lineCounter: lines, schema: "core", prettyErrors: false, uniqueKeys: false } as const;
  const document = yaml.parseDocument(text, options);
  // A tag that the core types do not have is only a warning there.
  const faults = [...document.errors, ...document.warnings];
  const issues = faults.map(({ message, pos }) => ({
    path: "",
    line: lines.linePos(pos[0]).line,
    message: stackOverflow.test(message) ? "The config is nested too deeply" : message,
  }));
  if (issues.length > 0) throw new ConfigError(name, issues.slice(0, MAX_ISSUES));
  const repeated = repeatedKeys(yaml, document, lines);
  if (repeated.length > 0) throw new ConfigError(name, repeated);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw new ConfigError(name, [
      { path: "", line: null, message: error instanceof Error ? error.message : `${error}` },
    ]);
  }
  return { name, value, lineOf: (path) => lineOf(document, lines, path) };
}

/** What the library says of a text that is nested beyond its stack. */
const stackOverflow = /call stack|stack overflow/i;
/** Faults that an error lists. */
const MAX_ISSUES = 20;

/** The keys that a mapping has twice, with their lines. */
function repeatedKeys(
  yaml: typeof import("./yaml-library.ts"),
  document: Document.Parsed,
  lines: LineCounter,
): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  yaml.visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!yaml.isScalar(key)) continue;
        const text = `${key.value}`;
        const line = key.range ? lines.linePos(key.range[0]).line : null;
        if (seen.has(text) && issues.length < MAX_ISSUES) {
          issues.push({ path: "", line, message: `Keys are unique, but "${text}" is there twice` });
        }
        seen.add(text);
      }
    },
  });
  return issues;
}

/** The constant that a text stands for in YAML, as for `--set path=value`; undefined where it does not parse. */
export async function parseYamlValue(text: string): Promise<unknown> {
  const yaml = await import("./yaml-library.ts");
  const document = yaml.parseDocument(text, { schema: "core", prettyErrors: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return undefined;
  return document.toJS({ maxAliasCount: MAX_ALIASES }) ?? null;
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: ConfigPath): number | null {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}

/** The key of the last part where there is one, because a mapping's own range begins below its key. */
function nodeAt(document: Document.Parsed, path: ConfigPath): ParsedNode | null {
  if (path.length === 0) return document.contents;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pairs = (parent as { readonly items?: readonly unknown[] } | null)?.items ?? [];
  const last = path.at(-1)!;
  const found = pairs.find((pair) => {
    const { key } = pair as { readonly key?: { readonly value?: unknown } };
    return key?.value !== undefined && `${key.value}` === `${last}`;
  });
  if (found !== undefined) return (found as { readonly key: ParsedNode }).key;
  return (document.getIn(path, true) ?? null) as ParsedNode | null;
}
