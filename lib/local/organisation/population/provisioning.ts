import { accounts, securityTooling } from "../accounts.ts";
import { api } from "../call.ts";
import { describe, functionCall } from "../calls/compute.ts";
import { callerIdentity, iamCall } from "../calls/identity.ts";
import { bucketCall, listObjects } from "../calls/storage.ts";
import { chainedRole } from "../credentials/chained-role.ts";
import { role } from "../credentials/principal.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { runnerNetwork } from "../networks.ts";
import { pipelineRuns } from "../patterns/pipeline-runs.ts";
import { releasePlan } from "../patterns/releases.ts";
import { mix, opening, type Script } from "../script.ts";
import { released, terraform } from "../user-agents.ts";
import { infrastructureRole, jobCredentials } from "./pipelines.ts";
import { roleSpec } from "./specify.ts";

/** What a plan reads of the world, and now and then what an apply changes. */
const terraformScript: Script = opening(
  [callerIdentity, listObjects("acme-shop-terraform-state", "env/"), iamCall("ListRoles")],
  mix(
    [4, iamCall("GetRole", { role: "catalogue-task" })],
    [3, iamCall("ListRolePolicies", { role: "catalogue-task" })],
    [3, iamCall("GetRolePolicy", { role: "checkout-task" }, { policyName: "inline" })],
    [3, describe("DescribeVpcs")],
    [3, describe("DescribeSecurityGroups")],
    [2, bucketCall("GetBucketPolicy", "acme-shop-assets")],
    [2, functionCall("GetFunction20150331v2", "order-events")],
    [1, iamCall("PutRolePolicy", { role: "catalogue-task" }, { policyName: "inline", policyDocument: "{}" })],
    [1, api("ec2", "AuthorizeSecurityGroupIngress", { parameters: () => ({ groupId: "sg-0a1b2c3d4e5f60718" }) })],
  ),
);

/** The Terraform role of each account, taken by the infrastructure job from its own role: a chain of two. */
export function provisioning(world: World): readonly IdentitySpec[] {
  return accounts.map((account) => {
    const principal = role(world.seed, account, "terraform", "/provisioning/");
    const release = releasePlan(world.seed, "terraform", world.startMs, 4);
    const runsADay = account.name === "staging" ? 5 : 2.5;
    return roleSpec(
      "role",
      principal,
      role(world.seed, securityTooling, infrastructureRole).arn,
      { owner: "platform", purpose: `provisions the ${account.name} account`, permits: ["*"] },
      [
        {
          pattern: pipelineRuns({ runsADay, calls: [20, 40], gapMs: 900 }),
          script: terraformScript,
          network: runnerNetwork(),
          userAgent: released(release, terraform),
        },
      ],
      (census) =>
        chainedRole(principal, jobCredentials(world, infrastructureRole, census), "acme-shop-infrastructure", census),
    );
  });
}
