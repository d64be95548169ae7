import { machine } from "../state-machine/example-run.ts";

const retry = [
  {
    ErrorEquals: ["Iam.ServiceFailureException", "Iam.ConcurrentModificationException"],
    IntervalSeconds: 1,
    MaxAttempts: 2,
  },
];
const caught = [
  { ErrorEquals: ["States.ALL"], Next: "Record failure", Assign: { why: "{% $states.errorOutput.Error %}" } },
];

const iam = (action: string, Arguments: object, rest: object) => ({
  Type: "Task",
  Resource: `arn:aws:states:::aws-sdk:iam:${action}`,
  Arguments,
  TimeoutSeconds: 30,
  Retry: retry,
  Catch: caught,
  ...rest,
});

const user = "{% $states.context.Execution.Input.target.userName %}";
const key = "{% $states.context.Execution.Input.target.accessKeyId %}";
const pk = { S: "{% 'CONTAINMENT#' & $states.context.Execution.Name %}" };

const record = (outcome: string, rest: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:updateItem",
  Arguments: {
    TableName: "nhi-warden",
    Key: { pk, sk: { S: "CONTAINMENT" } },
    UpdateExpression: "SET outcome = :outcome",
    ExpressionAttributeValues: { ":outcome": { S: outcome } },
  },
  ...rest,
});

const tell = (Subject: string, rest: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Arguments: {
    TopicArn: "arn:aws:sns:us-east-1:111122223333:nhi-warden",
    Subject,
    Message: "{% $states.context.Execution.Name %}",
  },
  ...rest,
});

/** Shaped like a playbook that disables one access key: kill switch, before-state, act, verify, record, tell. */
export const examplePlaybook = machine({
  "Read kill switch": {
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:getItem",
    Arguments: {
      TableName: "nhi-warden",
      Key: { pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" } },
      ConsistentRead: true,
    },
    Assign: { engaged: "{% $exists($states.result.Item.engaged.BOOL) ? $states.result.Item.engaged.BOOL : false %}" },
    Catch: caught,
    Next: "Engaged?",
  },
  "Engaged?": {
    Type: "Choice",
    Choices: [{ Condition: "{% $engaged %}", Next: "Record refusal" }],
    Default: "Read keys",
  },
  "Read keys": iam(
    "listAccessKeys",
    { UserName: user },
    {
      Assign: {
        before:
          "{% $states.result.AccessKeyMetadata[AccessKeyId = $states.context.Execution.Input.target.accessKeyId].Status %}",
      },
      Next: "Record before-state",
    },
  ),
  "Record before-state": {
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:putItem",
    Arguments: {
      TableName: "nhi-warden",
      Item: { pk, sk: { S: "CONTAINMENT" }, before: { S: "{% $before %}" } },
      ConditionExpression: "attribute_not_exists(pk)",
    },
    Catch: caught,
    Next: "Disable key",
  },
  "Disable key": iam(
    "updateAccessKey",
    { UserName: user, AccessKeyId: key, Status: "Inactive" },
    { Next: "Deny sessions" },
  ),
  "Deny sessions": iam(
    "putUserPolicy",
    {
      UserName: user,
      PolicyName: "NhiWarden",
      PolicyDocument:
        "{% $string({'Version': '2012-10-17', 'Statement': [{'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition': {'Null': {'aws:TokenIssueTime': 'false'}}}]}) %}",
    },
    { Next: "Let it take effect" },
  ),
  "Let it take effect": { Type: "Wait", Seconds: 10, Next: "Read back" },
  "Read back": iam(
    "listAccessKeys",
    { UserName: user },
    {
      Assign: {
        after:
          "{% $states.result.AccessKeyMetadata[AccessKeyId = $states.context.Execution.Input.target.accessKeyId].Status %}",
      },
      Next: "Disabled?",
    },
  ),
  "Disabled?": {
    Type: "Choice",
    Choices: [{ Condition: "{% $after = 'Inactive' %}", Next: "Record success" }],
    Default: "Record failure",
    Assign: { why: "reverted" },
  },
  "Record success": record("contained", { Catch: caught, Next: "Tell success" }),
  "Tell success": tell("Key disabled", {
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Contained" }],
    Next: "Contained",
  }),
  Contained: { Type: "Succeed", Output: { outcome: "contained", before: "{% $before %}" } },
  "Record refusal": record("refused-kill-switch", { Next: "Refused" }),
  Refused: { Type: "Succeed", Output: { outcome: "refused-kill-switch" } },
  "Record failure": record("failed", {
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Tell failure" }],
    Next: "Tell failure",
  }),
  "Tell failure": tell("CONTAINMENT FAILED", {
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
    Next: "Failed",
  }),
  Failed: { Type: "Fail", Error: "ContainmentFailed", Cause: "{% $why %}" },
});
