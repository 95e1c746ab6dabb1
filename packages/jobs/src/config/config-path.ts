/** Where a value lies in a config: the keys and list positions from the top. */
export type ConfigPath = readonly (string | number)[];

/** The path as messages write it: `transforms[1].aggregations[0].function`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const name = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** Reads what pathText writes; list positions may also stand between dots (`transforms.1.how`). Null where it is no path. */
export function parsePath(text: string): ConfigPath | null {
  const path: (string | number)[] = [];
  const part = /\.?(?:\[(\d+)\]|"((?:[^"\\]|\\.)*)"|([^.[\]="\s]+))/y;
  while (part.lastIndex < text.length) {
    const start = part.lastIndex;
    const match = part.exec(text);
    if (match === null) return null;
    const [whole, index, quoted, name] = match;
    const startsWithDot = whole.startsWith(".");
    if (startsWithDot === (start === 0 || index !== undefined)) return null;
    if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(quoted);
    else path.push(/^\d+$/.test(name!) ? Number(name) : name!);
  }
  return path.length === 0 ? null : path;
}
