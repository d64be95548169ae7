import { type App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { memberStackName } from "../contract/names.ts";
import type { DeploymentContext } from "./context.ts";
import { ForwarderStack } from "./forwarder-stack.ts";
import { GuardStack } from "./guard-stack.ts";
import { MemberStack } from "./member-stack.ts";
import { WardenStack } from "./warden-stack.ts";

/**
 * Adds the stacks that a context asks for: in the home account the warden and a forwarder for each other region, in a
 * member account the forwarders and the roles that contain there, in the management account the guard policy.
 */
export function addStacks(app: App, context: DeploymentContext): void {
  const { homeAccount, homeRegion, organizationId, externalId, alertEmail, emulator } = context;
  const home = homeRegion === undefined ? {} : { env: { region: homeRegion } };
  if (context.guard && homeAccount !== undefined) {
    const { guardTargets: targets, guardDeployers: deployers } = context;
    new GuardStack(app, "NhiWarden-Guard", { ...home, homeAccount, targets, deployers });
    return;
  }
  if (homeAccount === undefined) new WardenStack(app, "NhiWarden", { ...home, context });
  else new MemberStack(app, memberStackName, { ...home, homeAccount, organizationId, externalId });
  if (homeRegion !== undefined) {
    for (const region of context.forwardRegions) {
      new ForwarderStack(app, `NhiWarden-Forwarder-${region}`, {
        env: { region },
        homeRegion,
        homeAccount,
        alertEmail,
        emulator,
      });
    }
  }
}

/** Holds every stack to the AWS Solutions rules while it is synthesised: a finding that is not accepted is an error. */
export function checkStacks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
