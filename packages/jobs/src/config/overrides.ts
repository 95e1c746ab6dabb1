import { ConfigError } from "./config-error.ts";
import type { ConfigPath } from "./config-path.ts";
import { parsePath, pathText } from "./config-path.ts";
import type { ConfigSource } from "./yaml-source.ts";
import { parseYamlValue } from "./yaml-source.ts";

/** A value that takes the place of what the config says. */
export interface Override {
  readonly path: ConfigPath;
  readonly value: unknown;
}

function overrideError(path: ConfigPath, message: string): ConfigError {
  return new ConfigError("values set from outside", [{ path: pathText(path), line: null, message }]);
}

type Container = Record<string | number, unknown>;

/** Reads `path=value`; the value is typed as in YAML: 5, true, null, text, [a, b]. Throws a ConfigError. */
export async function parseOverride(text: string): Promise<Override> {
  const equals = text.indexOf("=");
  const path = equals < 0 ? null : parsePath(text.slice(0, equals).trim());
  if (path === null) {
    throw overrideError([], `path=value is needed, as in --set inputs.vitals.path=new.parquet, not "${text}"`);
  }
  const value = await parseYamlValue(text.slice(equals + 1));
  if (value === undefined) {
    throw overrideError(path, `the value is no YAML: ${text.slice(equals + 1)}`);
  }
  return { path, value };
}

/**
 * The config with these values in place; the original stays as it is. Steps may be named by their id
 * (`transforms.aggregate.keys`). Missing mappings on the way are made. Throws a ConfigError for a path through
 * something else.
 */
export function applyOverrides(source: ConfigSource, overrides: readonly Override[]): ConfigSource {
  if (overrides.length === 0) return source;
  const root = { value: structuredClone(source.value) as unknown };
  const changed = overrides.map(({ path, value }) => {
    const place = resolvePath(root.value, path);
    setValue(root, ["value", ...place], value, path);
    return place;
  });
  return {
    name: source.name,
    value: root.value,
    // What was set stands in no line of the file.
    lineOf: (path) => (changed.some((place) => isWithin(path, place)) ? null : source.lineOf(path)),
  };
}

function isWithin(path: ConfigPath, place: ConfigPath): boolean {
  return place.every((part, i) => path[i] === part);
}

/** The path with ids of list items as positions, and numbers as keys where there is no list. */
function resolvePath(root: unknown, path: ConfigPath): ConfigPath {
  let current: unknown = root;
  return path.map((part) => {
    let place = part;
    if (Array.isArray(current) && typeof part === "string") {
      const index = current.findIndex((item) => (item as { id?: unknown } | null)?.id === part);
      if (index < 0) throw overrideError(path, `the list has no item with the id "${part}"`);
      place = index;
    } else if (!Array.isArray(current)) place = `${part}`;
    current = (current as Container | null | undefined)?.[place];
    return place;
  });
}

function setValue(root: object, place: ConfigPath, value: unknown, written: ConfigPath): void {
  let container = root as Container;
  for (const [i, part] of place.entries()) {
    if (Array.isArray(container) && (part as number) > container.length) {
      throw overrideError(written, `the list has ${container.length} items`);
    }
    const isLast = i === place.length - 1;
    const next = isLast ? value : ((Object.hasOwn(container, part) ? container[part] : undefined) ?? {});
    if (!isLast && typeof next !== "object") {
      throw overrideError(written, `${pathText(place.slice(1, i + 1))} is no mapping`);
    }
    // Not by assignment, which would reach the prototype through "__proto__".
    Object.defineProperty(container, part, { value: next, configurable: true, enumerable: true, writable: true });
    container = next as Container;
  }
}
