import { type Account, production, securityTooling, staging } from "../accounts.ts";
import { api, denied } from "../call.ts";
import {
  containerService,
  describe,
  describeCluster,
  ecrToken,
  functionCall,
  registerTask,
  repositoryCall,
} from "../calls/compute.ts";
import { callerIdentity, iamCall } from "../calls/identity.ts";
import { createLogStream, describeStacks } from "../calls/operations.ts";
import { getParameter, getSecret } from "../calls/secrets.ts";
import { bucketCall, datedKey, getObject, listObjects, putObject, tableCall } from "../calls/storage.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { role } from "../credentials/principal.ts";
import { webIdentity } from "../credentials/web-identity.ts";
import { uuid } from "../identifiers.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { privateNetwork, runnerNetwork } from "../networks.ts";
import type { Census } from "../patterns/pattern.ts";
import { pipelineRuns } from "../patterns/pipeline-runs.ts";
import { releasePlan, releases } from "../patterns/releases.ts";
import { mix, opening, type Script } from "../script.ts";
import { hourMs } from "../time-text.ts";
import { boto3, cli, released, steady } from "../user-agents.ts";
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

function builds(world: World): readonly IdentitySpec[] {
  const projects = [
    { name: "image-build", account: production, runsADay: 8, noisy: false },
    { name: "integration-tests", account: staging, runsADay: 10, noisy: true },
  ];
  return projects.map(({ name, account, runsADay, noisy }) => {
    const principal = role(world.seed, account, `codebuild-${name}`, "/service-role/");
    const group = `/aws/codebuild/${name}`;
    const work = noisy
      ? mix(
          [4, tableCall("PutItem", "tests")],
          [3, getParameter("/tests/config")],
          [1, denied(describe("DescribeVpcs"))],
          [1, describeCluster("staging")],
        )
      : mix(
          [4, repositoryCall("UploadLayerPart", "base")],
          [2, repositoryCall("BatchCheckLayerAvailability", "base")],
          [1, bucketCall("GetBucketLocation", "acme-shop-artifacts")],
        );
    return roleSpec(
      "codebuild",
      principal,
      "codebuild.amazonaws.com",
      {
        owner: "platform",
        purpose: noisy ? "runs integration tests against staging" : "builds base images",
        permits: ["logs:*", "ecr:*", "s3:*", "ssm:Get*", "secretsmanager:GetSecretValue", "dynamodb:*"],
      },
      [
        {
          pattern: pipelineRuns({ runsADay, calls: [8, 16], gapMs: 5_000, weekendShare: 0.1 }),
          script: opening(
            [
              createLogStream(group),
              getSecret("build/registry"),
              getObject("acme-shop-artifacts", datedKey("source", "zip")),
            ],
            work,
          ),
          network: privateNetwork(account),
          userAgent: steady(boto3(1, "AWS_CodeBuild")),
        },
      ],
      (census) =>
        assumedByService(
          principal,
          {
            servicePrincipal: "codebuild.amazonaws.com",
            lifeMs: hourMs,
            sessionName: (_workload, _timeMs, random) => `AWSCodeBuild-${uuid(random)}`,
          },
          census,
        ),
    );
  });
}

/** What a plan reads of the world, and now and then what an apply changes. */
export const terraformScript: Script = opening(
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
