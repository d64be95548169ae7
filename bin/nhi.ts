#!/usr/bin/env tsx
import { main } from "../lib/cli/main.ts";
import { nodeWorld } from "../lib/cli/node-world.ts";

// A reader that went away (`nhi replay ... | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main(process.argv.slice(2), await nodeWorld(process));
