// The YAML parser, loaded when the first config is: static names here, because a bundler gives a dynamic import of a
// CommonJS library no names.
export type { Document, ParsedNode } from "yaml";
export { isScalar, LineCounter, parseDocument, visit } from "yaml";
