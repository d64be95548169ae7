import { Match } from "aws-cdk-lib/assertions";
import { actionsOf, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

describe("a trail of the warden's own", () => {
  const template = synthesise({ createTrail: "true", canary: "true" });

  it("records the management events of every region, and proves its files unchanged", () => {
    template.hasResourceProperties("AWS::CloudTrail::Trail", {
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
    });
  });

  it("keeps its files in a private, encrypted bucket that outlives the stack and tells a queue of each new file", () => {
    template.hasResource("AWS::S3::Bucket", {
      DeletionPolicy: "Retain",
      DependsOn: Match.arrayWith([Match.stringLikeRegexp("LogFilesQueuePolicy")]),
      Properties: {
        BucketEncryption: Match.anyValue(),
        VersioningConfiguration: { Status: "Enabled" },
        LoggingConfiguration: Match.anyValue(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: "s3:ObjectCreated:*",
              Queue: Match.anyValue(),
              Filter: { S3Key: { Rules: [{ Name: "suffix", Value: ".json.gz" }] } },
            },
          ],
        },
      },
    });
  });
});

it("reads the files of an existing bucket, and its key where one is named, and writes neither", () => {
  const trailKeyArn = "arn:aws:kms:eu-central-1:111111111111:key/0a1b2c3d-0000-4000-8000-000000000000";
  const template = synthesise({ trailBucket: "trail-of-ours", trailKeyArn });
  const statements = statementsOfRole(template, "LogFilesAssessRole");
  expect(actionsOf(statements).filter((action) => action.startsWith("s3:"))).toEqual(["s3:GetObject", "s3:ListBucket"]);
  expect(statements).toContainEqual({ Effect: "Allow", Action: "kms:Decrypt", Resource: trailKeyArn });
  template.resourceCountIs("AWS::CloudTrail::Trail", 0);
  // The one bucket is that of the network lists.
  template.resourceCountIs("AWS::S3::Bucket", 1);
});

it("is left out where there is neither a trail nor a bucket", () => {
  const functions = Object.keys(resourcesOf(synthesise(), "AWS::Lambda::Function"));
  expect(functions.filter((id) => id.startsWith("LogFiles"))).toEqual([]);
});
