import { production, staging } from "../accounts.ts";
import { denied } from "../call.ts";
import { describe, describeCluster, repositoryCall } from "../calls/compute.ts";
import { createLogStream } from "../calls/operations.ts";
import { getParameter, getSecret } from "../calls/secrets.ts";
import { bucketCall, datedKey, getObject, tableCall } from "../calls/storage.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { role } from "../credentials/principal.ts";
import { uuid } from "../identifiers.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { privateNetwork } from "../networks.ts";
import { pipelineRuns } from "../patterns/pipeline-runs.ts";
import { mix, opening } from "../script.ts";
import { hourMs } from "../time-text.ts";
import { boto3, steady } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

/** Roles of CodeBuild projects: one session a build. */
export function builds(world: World): readonly IdentitySpec[] {
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
        permits: [
          "logs:*",
          "ecr:*",
          "s3:*",
          "ssm:Get*",
          "secretsmanager:GetSecretValue",
          "dynamodb:*",
          "eks:DescribeCluster",
        ],
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
