import { Match } from "aws-cdk-lib/assertions";
import { synthesise } from "./synthesise.ts";

const template = synthesise({ homeRegion: "eu-central-1", alertEmail: "a@b.example" });

describe("the topic", () => {
  it("is encrypted with a key of the account's own that turns every year", () => {
    template.hasResourceProperties("AWS::SNS::Topic", { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties("AWS::KMS::Key", { EnableKeyRotation: true });
  });

  it("refuses to be published to without TLS", () => {
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Deny",
            Action: "sns:Publish",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        ]),
      },
    });
  });

  it("can be reached by the account's alarms although it is encrypted", () => {
    const fromHere = { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } };
    const alarms = { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: fromHere };
    template.hasResourceProperties("AWS::KMS::Key", {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({ ...alarms, Action: ["kms:Decrypt", "kms:GenerateDataKey"] })]),
      },
    });
    template.hasResourceProperties("AWS::SNS::TopicPolicy", {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ ...alarms, Action: "sns:Publish" })]) },
    });
  });

  it("sends e-mail to the address that was given, and to nobody where none was", () => {
    template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: "a@b.example" });
    synthesise().resourceCountIs("AWS::SNS::Subscription", 0);
  });
});
