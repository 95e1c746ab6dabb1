#!/usr/bin/env node
import { main } from "@millrace/jobs";

process.exitCode = await main(process.argv.slice(2));
