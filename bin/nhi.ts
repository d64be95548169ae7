#!/usr/bin/env tsx
import { main } from "../lib/cli/main.ts";
import { nodeWorld } from "../lib/cli/node-world.ts";
import { otherDefinitions } from "../lib/infra/playbooks/beside-definitions.ts";
import { playbookDefinitions } from "../lib/infra/playbooks/definitions.ts";

// A reader that went away (`nhi replay ... | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// The AWS SDK's notice about the end of a Node version is for whoever deploys, not for whoever reads this output.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const world = { ...(await nodeWorld(process)), playbookDefinitions, releaseDefinitions: otherDefinitions };
process.exitCode = await main(process.argv.slice(2), world);
