import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

/** Where people are told: a topic whose messages are encrypted with a key of the account's own. */
export class Notices extends Construct {
  readonly topic: Topic;
  readonly key: Key;

  constructor(scope: Construct, id: string, props: { readonly alertEmail: string | undefined }) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: "Encrypts the messages of NHI Warden's topic",
      enableKeyRotation: true,
      // A key that goes with the stack would take no data with it: SNS keeps no message once it is delivered.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new Topic(this, "Topic", { displayName: "NHI Warden", masterKey: this.key, enforceSSL: true });
    if (props.alertEmail !== undefined) this.topic.addSubscription(new EmailSubscription(props.alertEmail));
    this.allowAlarms();
  }

  /** CloudWatch publishes to an encrypted topic only where the key and the topic let its service in. */
  private allowAlarms(): void {
    const cloudwatch = new ServicePrincipal("cloudwatch.amazonaws.com");
    const conditions = { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } };
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions,
      }),
    );
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudwatch],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
  }

  /** Lets a role publish, and use the key through SNS only. */
  grantPublish(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["sns:Publish"], resources: [this.topic.topicArn] }),
    );
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { "kms:ViaService": `sns.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
      }),
    );
  }
}
