export { AtomicFile } from "./atomic-file.ts";
export { requireFolderOf } from "./folders.ts";
export { ioError } from "./io-error.ts";
export type { LocalFiles } from "./local-files.ts";
export { localFiles } from "./local-files.ts";
export type { Temporary } from "./open-temporaries.ts";
export { registerTemporary, releaseTemporary } from "./open-temporaries.ts";
export { Publication } from "./publication.ts";
