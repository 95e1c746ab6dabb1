#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// The process is the command's own: from its second run on, Node takes compiled code from its cache on disk.
enableCompileCache();
const { main } = await import("@millrace/jobs");

process.exitCode = await main(process.argv.slice(2));
