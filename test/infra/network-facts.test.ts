import { App, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { networkFilesBucket } from "../../lib/contract/network-files.ts";
import { NetworkFactsRefresh } from "../../lib/infra/network-facts.ts";
import { checkStacks } from "../../lib/infra/warden-app.ts";
import { WardenFunction } from "../../lib/infra/warden-function.ts";
import { actionsOf, resourcesOf, statementsOfRole, withoutValidation } from "./synthesise.ts";

/** The refresh, and a function that reads what it fetched. */
function app(): { readonly app: App; readonly stack: Stack } {
  const made = new App({ context: { "aws:cdk:bundling-stacks": [] }, analyticsReporting: false });
  const stack = new Stack(made, "Facts");
  const facts = new NetworkFactsRefresh(stack, "NetworkFacts");
  const reader = new WardenFunction(stack, "Reader", {
    entry: "lambdas/assess-events.ts",
    description: "reads",
    timeout: Duration.minutes(1),
    environment: facts.environment(),
  });
  facts.grantRead(reader.handler);
  return { app: made, stack };
}

const template = withoutValidation(() => Template.fromStack(app().stack));
const [bucketId = ""] = Object.keys(resourcesOf(template, "AWS::S3::Bucket"));
const object = (key: string) => ({ "Fn::Join": ["", [{ "Fn::GetAtt": [bucketId, "Arn"] }, `/${key}`]] });

it("keeps its files in a private, encrypted bucket that outlives the stack and speaks TLS alone", () => {
  template.resourceCountIs("AWS::S3::Bucket", 1);
  template.hasResource("AWS::S3::Bucket", {
    DeletionPolicy: "Retain",
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: Match.absent(),
    },
  });
  template.hasResourceProperties("AWS::S3::BucketPolicy", {
    PolicyDocument: {
      Statement: [Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    },
  });
});

it("drops what broke off, and lists that nobody has refreshed for long, and never what the owner put there", () => {
  template.hasResourceProperties("AWS::S3::Bucket", {
    LifecycleConfiguration: {
      Rules: [
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: "Enabled" },
        { Prefix: "published/", ExpirationInDays: 90, Status: "Enabled" },
      ],
    },
  });
});

it("refreshes once a day, and tries again", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression: "rate(1 day)",
    State: "ENABLED",
    Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 7200 } })],
  });
  template.hasResourceProperties("AWS::Lambda::Function", {
    Description: Match.stringLikeRegexp("refreshes"),
    Environment: { Variables: Match.objectLike({ [networkFilesBucket]: { Ref: bucketId } }) },
    ReservedConcurrentExecutions: Match.absent(),
  });
});

it("may read and write the two lists alone, and list the bucket", () => {
  const statements = statementsOfRole(template, "NetworkFactsRefreshRole");
  expect(actionsOf(statements)).toEqual([
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
  ]);
  expect(statements).toContainEqual({
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: [object("published/aws-ip-ranges.json"), object("published/tor-exit-list.txt")],
  });
  expect(JSON.stringify(statements)).not.toContain("*");
});

it("lets another function read every file and change none", () => {
  const statements = statementsOfRole(template, "ReaderRole");
  expect(actionsOf(statements).filter((action) => action.startsWith("s3:"))).toEqual(["s3:GetObject", "s3:ListBucket"]);
  expect(statements).toContainEqual({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: [
      "published/aws-ip-ranges.json",
      "published/tor-exit-list.txt",
      "own-networks.txt",
      "threat-lists/*",
      "mmdb/*",
    ].map(object),
  });
});

it("passes the AWS Solutions rules with nothing left that is not accepted with a reason", () => {
  const { app: made } = app();
  checkStacks(made);
  expect(() => withoutValidation(() => made.synth())).not.toThrow();
});
