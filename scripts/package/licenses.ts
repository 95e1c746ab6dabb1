import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const separator = "=".repeat(80);

/** Whose code is in kernels.wasm beside our own: the compiler's standard library. */
const compiledIn = ["node_modules/assemblyscript"];

interface LibraryManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The licences of every library of which `inputs` (paths relative to `root`) has a file, in one text. */
export function thirdPartyLicenses(root: string, inputs: readonly string[]): string {
  const folders = new Set(compiledIn);
  for (const input of inputs) {
    const match = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input);
    if (match !== null) folders.add(match[0]);
  }
  const apache = apacheTerms(readFileSync(join(root, "LICENSE"), "utf8"));
  const sections = [...folders].map((folder) => section(join(root, folder), apache)).sort();
  return ["The millrace package contains code of these libraries.\n", ...sections].join(`\n${separator}\n`);
}

const apachePattern = /[ \t]*Apache License\s+Version 2\.0, January 2004[\s\S]*?END OF TERMS AND CONDITIONS/;

/** The words of the Apache License in a text, "" if it is not there. */
function apacheTerms(text: string): string {
  return (apachePattern.exec(text)?.[0] ?? "").replace(/\s+/g, " ").trim();
}

/** The text without the Apache License, where that is word for word what the package's own LICENSE has. */
function withoutApache(text: string, apache: string): string {
  const same = apache !== "" && apacheTerms(text) === apache;
  return same ? text.replace(apachePattern, "The Apache License, Version 2.0: its text is in LICENSE.") : text;
}

function section(folder: string, apache: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as LibraryManifest;
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)(\.|$)/i.test(name));
  const texts = files.map((name) => withoutApache(readFileSync(join(folder, name), "utf8").trim(), apache));
  // Packages of one project often leave the text to their parent's folder.
  if (texts.length === 0 && existsSync(join(folder, "README.md"))) texts.push(licenseOfReadme(folder));
  return `${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})\n\n${texts.join("\n\n")}\n`;
}

function licenseOfReadme(folder: string): string {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  return /^#+\s*licen[cs]e[\s\S]*$/im.exec(readme)?.[0].trim() ?? "";
}
