import { type Account, production, securityTooling, staging } from "../accounts.ts";
import { containerService, ecrToken, functionCall, registerTask, repositoryCall } from "../calls/compute.ts";
import { callerIdentity } from "../calls/identity.ts";
import { describeStacks } from "../calls/operations.ts";
import { datedKey, getObject, listObjects, putObject, tableCall } from "../calls/storage.ts";
import { role } from "../credentials/principal.ts";
import { webIdentity } from "../credentials/web-identity.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { runnerNetwork } from "../networks.ts";
import type { Census } from "../patterns/pattern.ts";
import { pipelineRuns } from "../patterns/pipeline-runs.ts";
import { releasePlan, releases } from "../patterns/releases.ts";
import { mix, opening, type Script } from "../script.ts";
import { cli, released } from "../user-agents.ts";
import { builds } from "./builds.ts";
import { roleSpec } from "./specify.ts";

interface JobPlan {
  readonly name: string;
  readonly account: Account;
  readonly repository: string;
  readonly owner: string;
  readonly purpose: string;
  readonly permits: readonly string[];
  readonly runsADay: number;
  readonly weekendShare?: number;
  readonly script: Script;
}

/** The name of the infrastructure job's role, which takes the Terraform roles of every account. */
export const infrastructureRole = "github-infrastructure";

const deploySite: Script = opening(
  [
    callerIdentity,
    ecrToken,
    repositoryCall("InitiateLayerUpload", "storefront"),
    repositoryCall("PutImage", "storefront"),
    registerTask("catalogue"),
  ],
  mix(
    [4, containerService("DescribeServices", "production", "catalogue")],
    [1, containerService("UpdateService", "production", "catalogue")],
  ),
);

const jobs: readonly JobPlan[] = [
  {
    name: "github-storefront-deploy",
    account: production,
    repository: "acme-shop/storefront",
    owner: "storefront",
    purpose: "deploys the shop from its main branch",
    permits: ["ecr:*", "ecs:*", "s3:*", "iam:*", "lambda:Update*", "cloudtrail:DescribeTrails"],
    runsADay: 9,
    weekendShare: 0.05,
    script: deploySite,
  },
  {
    name: "github-functions-deploy",
    account: production,
    repository: "acme-shop/functions",
    owner: "orders",
    purpose: "deploys the functions from their main branch",
    permits: ["lambda:*", "s3:*", "cloudformation:*"],
    runsADay: 6,
    script: opening(
      [callerIdentity, describeStacks, putObject("acme-shop-artifacts", datedKey("functions", "zip"))],
      mix(
        [2, functionCall("UpdateFunctionCode20150331v2", "order-events")],
        [3, functionCall("GetFunction20150331v2", "order-events")],
        [1, functionCall("PublishVersion20150331", "order-events")],
      ),
    ),
  },
  {
    name: "github-staging-deploy",
    account: staging,
    repository: "acme-shop/storefront",
    owner: "storefront",
    purpose: "deploys every merge to staging",
    permits: ["ecr:*", "ecs:*", "s3:*"],
    runsADay: 14,
    script: deploySite,
  },
  {
    name: infrastructureRole,
    account: securityTooling,
    repository: "acme-shop/infrastructure",
    owner: "platform",
    purpose: "plans infrastructure; takes the Terraform roles",
    permits: ["sts:AssumeRole", "s3:*", "dynamodb:*"],
    runsADay: 5,
    script: opening(
      [callerIdentity, getObject("acme-shop-terraform-state", () => "plan/modules.json")],
      mix([3, listObjects("acme-shop-terraform-state", "env/")], [1, tableCall("GetItem", "terraform-locks")]),
    ),
  },
];

/** The subject that GitHub's tokens carry for a job on the main branch. */
export function mainBranch(repository: string): string {
  return `repo:${repository}:ref:refs/heads/main`;
}

export function githubProvider(account: Account): string {
  return `arn:aws:iam::${account.accountId}:oidc-provider/token.actions.githubusercontent.com`;
}

/** The job's way to its role: one session a run. */
export function jobCredentials(world: World, name: string, census: Census) {
  const job = jobs.find((plan) => plan.name === name);
  if (job === undefined) {
    throw new RangeError(`no pipeline is called "${name}"; there are ${jobs.map((plan) => plan.name).join(", ")}`);
  }
  const principal = role(world.seed, job.account, job.name);
  const identity = {
    providerArn: githubProvider(job.account),
    subject: mainBranch(job.repository),
    sessionName: () => "GitHubActions",
  };
  return { role: principal, source: webIdentity(principal, identity, census) };
}

/** Roles of GitHub Actions jobs (OIDC), and of CodeBuild projects. */
export function pipelines(world: World): readonly IdentitySpec[] {
  return [
    ...jobs.map((job) => {
      const release = releasePlan(world.seed, job.name, world.startMs, 3);
      const userAgent = released(release, (version) =>
        cli(`2.${19 + version}.4`, "ecs.update-service", "linux#6.8.0-1017-azure"),
      );
      const habit = { script: job.script, network: runnerNetwork(), userAgent };
      const { runsADay, weekendShare = 0 } = job;
      return roleSpec(
        "ci-oidc",
        role(world.seed, job.account, job.name),
        `${githubProvider(job.account)} ${mainBranch(job.repository)}`,
        job,
        [
          { ...habit, pattern: pipelineRuns({ runsADay, weekendShare, calls: [6, 14], gapMs: 6_000 }) },
          { ...habit, pattern: releases(releasePlan(world.seed, "checkout", world.startMs), 12) },
        ],
        (census) => jobCredentials(world, job.name, census).source,
      );
    }),
    ...builds(world),
  ];
}
