import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import { Trail as CloudTrail, ReadWriteType } from "aws-cdk-lib/aws-cloudtrail";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/**
 * Holds state: a trail of every region's management events, and the bucket of its log files. Both outlive the stack.
 */
export class Trail extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: { readonly newFiles: Queue }) {
    super(scope, id);
    const secure = {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const accessLogs = new Bucket(this, "AccessLogs", {
      ...secure,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    this.bucket = new Bucket(this, "LogFiles", {
      ...secure,
      versioned: true,
      serverAccessLogsBucket: accessLogs as IBucket,
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) }],
    });
    this.notify(props.newFiles);
    new CloudTrail(this, "Trail", {
      bucket: this.bucket as IBucket,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableFileValidation: true,
      managementEvents: ReadWriteType.ALL,
    });
  }

  /**
   * S3 tells the queue of each new file. Written into the bucket itself: the L2 construct would deploy a function that
   * sets it. The queue lets in this account's buckets, not this bucket, because S3 checks the queue's policy while the
   * bucket is made and each would wait for the other.
   */
  private notify(newFiles: Queue): void {
    newFiles.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [newFiles.queueArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: "s3:ObjectCreated:*",
          queue: newFiles.queueArn,
          filter: { s3Key: { rules: [{ name: "suffix", value: ".json.gz" }] } },
        },
      ],
    };
    const policy = newFiles.node.findChild("Policy");
    bucket.node.addDependency(policy);
  }
}
