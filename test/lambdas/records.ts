/** A user that attaches the policy with which AWS quarantines exposed keys; a critical rule matches it. */
export const quarantine = (userName: string, eventID: string, timeMs = Date.now()) => ({
  eventVersion: "1.11",
  eventID,
  eventTime: new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z"),
  eventName: "AttachUserPolicy",
  eventSource: "iam.amazonaws.com",
  awsRegion: "us-east-1",
  recipientAccountId: "111122223333",
  sourceIPAddress: "203.0.113.77",
  userAgent: "aws-cli/2.22.7",
  eventType: "AwsApiCall",
  managementEvent: true,
  readOnly: false,
  userIdentity: {
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: `arn:aws:iam::111122223333:user/${userName}`,
    accountId: "111122223333",
    userName,
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  },
  requestParameters: { userName, policyArn: "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3" },
  responseElements: null,
});

export const quiet = (userName: string, eventID: string) => ({
  ...quarantine(userName, eventID),
  eventName: "ListBuckets",
  eventSource: "s3.amazonaws.com",
  readOnly: true,
  requestParameters: null,
});

/** As EventBridge delivers a record. */
export const envelope = (detail: object) => ({
  version: "0",
  id: "0f1e2d3c",
  "detail-type": "AWS API Call via CloudTrail",
  source: "aws.iam",
  account: "111122223333",
  region: "us-east-1",
  time: new Date().toISOString(),
  detail,
});
