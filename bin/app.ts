import { App } from "aws-cdk-lib";
import { readContext } from "../lib/infra/context.ts";
import { addStacks, checkStacks } from "../lib/infra/warden-app.ts";

const app = new App();
addStacks(
  app,
  readContext((name) => app.node.tryGetContext(name)),
);
checkStacks(app);
