import { accounts, securityTooling } from "../accounts.ts";
import { chainedRole } from "../credentials/chained-role.ts";
import { role } from "../credentials/principal.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { runnerNetwork } from "../networks.ts";
import { pipelineRuns } from "../patterns/pipeline-runs.ts";
import { releasePlan } from "../patterns/releases.ts";
import { released, terraform } from "../user-agents.ts";
import { infrastructureRole, jobCredentials, terraformScript } from "./pipelines.ts";
import { roleSpec } from "./specify.ts";

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
