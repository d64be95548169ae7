#!/usr/bin/env tsx
import { main } from "../lib/cli/main.ts";
import { nodeWorld } from "../lib/cli/node-world.ts";

process.exitCode = await main(process.argv.slice(2), await nodeWorld(process));
