import { change } from "./change.ts";

const restore = "restore what it was before";

/**
 * Changes of who else may use a resource: its policy, its grants, its shares. From the API references of the services.
 */
export const sharingChanges = [
  ...change("s3", "PutBucketPolicy", "bucket policy", ["q.bucketName", "policy:q.bucketPolicy"], restore),
  ...change(
    "s3",
    "PutBucketAcl PutBucketReplication PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock DeleteBucketPolicy",
    "bucket settings",
    ["q.bucketName"],
    restore,
  ),
  ...change("kms", "PutKeyPolicy", "key policy", ["q.keyId", "policy:q.policy"], restore),
  ...change("kms", "CreateGrant", "key grant", ["q.keyId", "q.granteePrincipal r.grantId"], "revoke the grant"),
  ...change(
    "secretsmanager",
    "PutResourcePolicy",
    "secret's policy",
    ["q.secretId", "policy:q.resourcePolicy"],
    restore,
  ),
  ...change("ecr", "SetRepositoryPolicy", "repository policy", ["q.repositoryName", "policy:q.policyText"], restore),
  ...change("glue", "PutResourcePolicy", "catalogue policy", ["", "policy:q.policyInJson"], restore),
  ...change(
    "logs",
    "PutResourcePolicy PutSubscriptionFilter PutDestinationPolicy",
    "log policy or subscription",
    ["q.policyName q.logGroupName q.destinationName", "q.destinationArn"],
    restore,
  ),
  ...change(
    "sns",
    "AddPermission SetTopicAttributes Subscribe",
    "topic",
    ["q.topicArn", "q.aWSAccountId q.endpoint"],
    restore,
  ),
  ...change("sqs", "AddPermission SetQueueAttributes", "queue", ["q.queueUrl", "q.aWSAccountIds"], restore),
  ...change(
    "events",
    "PutPermission",
    "event bus policy",
    ["q.eventBusName", "q.principal policy:q.policy"],
    "remove the permission",
  ),
  ...change(
    "ram",
    "CreateResourceShare AssociateResourceShare",
    "resource share",
    ["r.resourceShare.resourceShareArn q.resourceShareArn q.name", "q.principals"],
    "take the principals out of the share",
  ),
  ...change(
    "ec2",
    "ModifySnapshotAttribute ModifyImageAttribute",
    "shared snapshot or image",
    [
      "q.snapshotId q.imageId",
      "q.createVolumePermission.add.items.userId q.createVolumePermission.add.items.group q.launchPermission.add.items.userId q.launchPermission.add.items.group",
    ],
    "stop sharing it, and take what it holds as read",
  ),
  ...change(
    "rds",
    "ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute",
    "shared snapshot",
    ["q.dBSnapshotIdentifier q.dBClusterSnapshotIdentifier", "q.valuesToAdd"],
    "stop sharing it, and take what it holds as read",
  ),
];
