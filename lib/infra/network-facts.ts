import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { networkFiles, networkFilesBucket, publishedFiles } from "../contract/network-files.ts";
import { acknowledge } from "./acknowledge.ts";
import { WardenFunction } from "./warden-function.ts";

/**
 * The files that network facts come from, in a bucket of their own, and the function that fetches the published ones
 * into it once a day. It is all that ever asks the internet, and it asks for whole lists: no address is looked up
 * outside the account. The bucket outlives the stack, because its owner puts databases into it.
 */
export class NetworkFactsRefresh extends Construct {
  readonly bucket: Bucket;
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = this.privateBucket();
    const refresh = new WardenFunction(this, "Refresh", {
      entry: "lambdas/refresh-network-facts.ts",
      description: "NHI Warden: refreshes AWS's address ranges and Tor's exits",
      timeout: Duration.minutes(2),
      environment: this.environment(),
      reservedConcurrency: undefined,
    });
    this.handler = refresh.handler;
    this.logGroup = refresh.logGroup;
    this.handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["s3:GetObject", "s3:PutObject"],
        resources: [networkFiles.awsRanges, networkFiles.torExits].map((key) => this.bucket.arnForObjects(key)),
      }),
    );
    // Without this right S3 does not say that an object is missing, only that it may not be had.
    this.handler.addToRolePolicy(
      new PolicyStatement({ actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] }),
    );
    new Rule(this, "Daily", {
      description: "Refreshes the network facts of NHI Warden",
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 2, maxEventAge: Duration.hours(2) })],
    });
  }

  /** What a function needs to know in order to read the files. */
  environment(): Record<string, string> {
    return { [networkFilesBucket]: this.bucket.bucketName };
  }

  /** Lets a function read the files, and change none. It must also be given `environment()`. */
  grantRead(handler: NodejsFunction): void {
    const named = [networkFiles.threatLists, networkFiles.databases].map((prefix) => `${prefix}*`);
    const keys = [networkFiles.awsRanges, networkFiles.torExits, networkFiles.ownNetworks, ...named];
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ["s3:GetObject"], resources: keys.map((key) => this.bucket.arnForObjects(key)) }),
    );
    handler.addToRolePolicy(new PolicyStatement({ actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] }));
    const shownAs = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    for (const pattern of named) {
      acknowledge(handler.role ?? handler, {
        [`AwsSolutions-IAM5[Resource::<${shownAs}.Arn>/${pattern}]`]:
          "The account's owner names the databases and lists. The function reads those and can change none.",
      });
    }
  }

  private privateBucket(): Bucket {
    const bucket = new Bucket(this, "Files", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: false,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        { id: "uploads-that-broke-off", abortIncompleteMultipartUploadAfter: Duration.days(7) },
        // The refresh writes them anew each day. Who has an address changes: lists this old say what is no longer so.
        { id: "lists-that-nobody-refreshes", prefix: publishedFiles, expiration: Duration.days(90) },
      ],
    });
    acknowledge(bucket, {
      "AwsSolutions-S1":
        "The files are public lists and databases that are for sale; there is nothing in them to be read in secret. CloudTrail records who changes the bucket.",
    });
    return bucket;
  }
}
