/**
 * CloudTrail writes the name of the API call, people write the name of the permission. Where the two differ for common
 * calls, either may stand in a contract. From the Service Authorization Reference and CloudTrail's pages on S3 and
 * Lambda.
 */
const permissions: ReadonlyMap<string, string> = new Map([
  ["s3:ListObjects", "s3:ListBucket"],
  ["s3:ListObjectsV2", "s3:ListBucket"],
  ["s3:HeadBucket", "s3:ListBucket"],
  ["s3:ListObjectVersions", "s3:ListBucketVersions"],
  ["s3:ListBuckets", "s3:ListAllMyBuckets"],
  ["s3:HeadObject", "s3:GetObject"],
  ["s3:SelectObjectContent", "s3:GetObject"],
  ["s3:CopyObject", "s3:PutObject"],
  ["s3:CreateMultipartUpload", "s3:PutObject"],
  ["s3:UploadPart", "s3:PutObject"],
  ["s3:UploadPartCopy", "s3:PutObject"],
  ["s3:CompleteMultipartUpload", "s3:PutObject"],
  ["s3:DeleteObjects", "s3:DeleteObject"],
  ["s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"],
  ["s3:ListParts", "s3:ListMultipartUploadParts"],
  ["s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"],
  ["s3:GetBucketLifecycle", "s3:GetLifecycleConfiguration"],
  ["s3:GetBucketReplication", "s3:GetReplicationConfiguration"],
  ["lambda:Invoke", "lambda:InvokeFunction"],
  ["bedrock:Converse", "bedrock:InvokeModel"],
  ["bedrock:ConverseStream", "bedrock:InvokeModelWithResponseStream"],
  ["monitoring:GetMetricData", "cloudwatch:GetMetricData"],
  ["monitoring:PutMetricData", "cloudwatch:PutMetricData"],
  ["monitoring:GetMetricStatistics", "cloudwatch:GetMetricStatistics"],
  ["monitoring:ListMetrics", "cloudwatch:ListMetrics"],
  ["monitoring:DescribeAlarms", "cloudwatch:DescribeAlarms"],
  ["tagging:GetResources", "tag:GetResources"],
]);

/** Every name that an action goes by: its own, that without the API's date that Lambda adds, and the permission's. */
export function namesOfAction(action: string): readonly string[] {
  const endsInDigit = action.charCodeAt(action.length - 1) <= 57;
  const undated = endsInDigit ? action.replace(/\d{8}(v\d)?$/, "") : action;
  const permission = permissions.get(undated);
  const names = undated === action ? [action] : [action, undated];
  return permission === undefined ? names : [...names, permission];
}
