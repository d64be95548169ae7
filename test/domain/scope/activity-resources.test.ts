import fc from "fast-check";
import { everyResource, mostResources, resourcesOf } from "../../../lib/domain/scope/activity-resources.ts";
import { resourceOfArn } from "../../../lib/domain/scope/resource-arn.ts";
import { resourceClasses } from "../../../lib/domain/scope/touched-resource.ts";
import { anyCharacter } from "../../any-character.ts";
import { activitiesOf, setNames } from "../event/cloudtrail-sets.ts";
import { madeActivity } from "../made-activity.ts";

const touched = (service: string, eventName: string, requestParameters: unknown, resources?: unknown) =>
  resourcesOf(madeActivity({ service, eventName, record: { requestParameters, resources } })).map(
    ({ class: ofClass, name, arn }) => [ofClass, name, arn],
  );
const account = "111122223333";

test.each<[string, string, unknown, readonly unknown[]]>([
  [
    "s3",
    "GetObject",
    { bucketName: "shop", key: "orders/1.csv" },
    [
      ["s3-bucket", "shop", "arn:aws:s3:::shop"],
      ["s3-object", "shop/orders/1.csv", "arn:aws:s3:::shop/orders/1.csv"],
    ],
  ],
  [
    "s3",
    "CopyObject",
    { bucketName: "mine", key: "x", "x-amz-copy-source": "/theirs/a%20b?versionId=1" },
    [
      ["s3-bucket", "mine", "arn:aws:s3:::mine"],
      ["s3-object", "mine/x", "arn:aws:s3:::mine/x"],
      ["s3-bucket", "theirs", "arn:aws:s3:::theirs"],
      ["s3-object", "theirs/a b", "arn:aws:s3:::theirs/a b"],
    ],
  ],
  [
    "dynamodb",
    "GetItem",
    { tableName: "orders" },
    [["dynamodb-table", "orders", `arn:aws:dynamodb:eu-west-1:${account}:table/orders`]],
  ],
  [
    "dynamodb",
    "BatchGetItem",
    { requestItems: { orders: {}, people: {} } },
    [
      ["dynamodb-table", "orders", `arn:aws:dynamodb:eu-west-1:${account}:table/orders`],
      ["dynamodb-table", "people", `arn:aws:dynamodb:eu-west-1:${account}:table/people`],
    ],
  ],
  ["secretsmanager", "GetSecretValue", { secretId: "prod/db" }, [["secret", "prod/db", undefined]]],
  [
    "secretsmanager",
    "GetSecretValue",
    { secretId: `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/db-AbC123` },
    [["secret", "prod/db", `arn:aws:secretsmanager:eu-west-1:${account}:secret:prod/db-AbC123`]],
  ],
  [
    "ssm",
    "GetParameters",
    { names: ["/prod/db", "flag"] },
    [
      ["parameter", "/prod/db", `arn:aws:ssm:eu-west-1:${account}:parameter/prod/db`],
      ["parameter", "flag", `arn:aws:ssm:eu-west-1:${account}:parameter/flag`],
    ],
  ],
  ["ssm", "GetParameter", { name: "flag" }, [["parameter", "flag", `arn:aws:ssm:eu-west-1:${account}:parameter/flag`]]],
  ["ssm", "StartSession", { target: "i-0abc" }, [["ec2-instance", "i-0abc", undefined]]],
  [
    "lambda",
    "Invoke",
    { functionName: `${account}:function:pay:7` },
    [["lambda-function", "pay", `arn:aws:lambda:eu-west-1:${account}:function:pay`]],
  ],
  [
    "iam",
    "AttachRolePolicy",
    { roleName: "app", policyArn: "arn:aws:iam::aws:policy/job/View" },
    [
      ["iam-role", "app", undefined],
      ["iam-policy", "View", "arn:aws:iam::aws:policy/job/View"],
    ],
  ],
  [
    "sts",
    "AssumeRole",
    { roleArn: "arn:aws:iam::444455556666:role/path/x" },
    [["iam-role", "x", "arn:aws:iam::444455556666:role/path/x"]],
  ],
  ["kms", "Decrypt", { keyId: "alias/app" }, [["kms-key", "alias/app", `arn:aws:kms:eu-west-1:${account}:alias/app`]]],
  [
    "ec2",
    "StopInstances",
    { instancesSet: { items: [{ instanceId: "i-1" }, { instanceId: "i-2" }, null, {}] } },
    [
      ["ec2-instance", "i-1", undefined],
      ["ec2-instance", "i-2", undefined],
    ],
  ],
  ["ec2", "ModifySnapshotAttribute", { snapshotId: "snap-1" }, [["ec2-snapshot", "snap-1", undefined]]],
  [
    "sqs",
    "ReceiveMessage",
    { queueUrl: "https://sqs.eu-west-1.amazonaws.com/444455556666/jobs" },
    [["sqs-queue", "jobs", "arn:aws:sqs:eu-west-1:444455556666:jobs"]],
  ],
  [
    "sns",
    "Publish",
    { topicArn: `arn:aws:sns:eu-west-1:${account}:alarms` },
    [["sns-topic", "alarms", `arn:aws:sns:eu-west-1:${account}:alarms`]],
  ],
  [
    "states",
    "StartExecution",
    { stateMachineArn: `arn:aws:states:eu-west-1:${account}:stateMachine:ship` },
    [["state-machine", "ship", `arn:aws:states:eu-west-1:${account}:stateMachine:ship`]],
  ],
  ["bedrock", "InvokeModel", { modelId: "anthropic.claude" }, [["bedrock-model", "anthropic.claude", undefined]]],
  ["ecr", "PutImage", { repositoryName: "app" }, [["ecr-repository", "app", undefined]]],
  [
    "logs",
    "DeleteLogGroup",
    { logGroupName: "/app" },
    [["log-group", "/app", `arn:aws:logs:eu-west-1:${account}:log-group:/app`]],
  ],
  ["rds", "DeleteDBInstance", { dBInstanceIdentifier: "main" }, [["rds-instance", "main", undefined]]],
  ["kafka", "X", { roleArn: "arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr" }, [["iam-role", "r", "arn:aws:iam::1:role/r"]]],
])("%s:%s touches what its request names", (service, eventName, request, expected) => {
  expect(touched(service, eventName, request)).toEqual(expected);
});

test("what CloudTrail lists comes first, and nothing is told twice", () => {
  const arn = `arn:aws:dynamodb:eu-west-1:444455556666:table/orders`;
  expect(touched("dynamodb", "GetItem", { tableName: "orders" }, [{ ARN: arn, accountId: "444455556666" }])).toEqual([
    ["dynamodb-table", "orders", arn],
  ]);
});

test("an activity that names nothing touches nothing, whatever stands in its place", () => {
  for (const nothing of [undefined, null, "text", 7, [], {}, { bucketName: "" }, { bucketName: 5, key: {} }]) {
    expect(touched("s3", "ListBuckets", nothing, nothing)).toEqual([]);
  }
});

test("a flood is bounded, and a caller for whom nothing may hide behind sixteen names can ask for more", () => {
  const activity = madeActivity({
    service: "ssm",
    eventName: "GetParameters",
    record: { requestParameters: { names: Array.from({ length: 5_000 }, (_, at) => `p${at}`) } },
  });
  expect(resourcesOf(activity)).toHaveLength(mostResources);
  expect(resourcesOf(activity, everyResource)).toHaveLength(everyResource);
});

test("overlong names are cut so that they fit no pattern for the whole", () => {
  const [resource] = resourcesOf(
    madeActivity({ service: "secretsmanager", record: { requestParameters: { secretId: `a${"x".repeat(9_000)}b` } } }),
  );
  expect(resource?.name).toHaveLength(2_048);
  expect(resource?.name.endsWith("...")).toBe(true);
});

test("any JSON as request and resources gives bounded, distinct resources of known classes, and never throws", () => {
  const keys = fc.constantFrom("bucketName", "key", "name", "names", "instancesSet", "items", "instanceId", "roleArn");
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(fc.string({ unit: anyCharacter }), fc.constant("arn:aws:s3:::b/k"), fc.integer(), fc.constant(null)),
      fc.array(tie("value"), { maxLength: 20 }),
      fc.dictionary(fc.oneof(keys, fc.string()), tie("value"), { maxKeys: 6 }),
    ),
  })).value;
  const services = fc.constantFrom("s3", "ssm", "dynamodb", "ec2", "iam", "kms", "other");
  fc.assert(
    fc.property(services, json, json, (service, requestParameters, resources) => {
      const found = resourcesOf(madeActivity({ service, record: { requestParameters, resources } }));
      expect(found.length).toBeLessThanOrEqual(mostResources);
      expect(new Set(found.map((each) => `${each.class} ${each.name}`)).size).toBe(found.length);
      for (const each of found) {
        expect(resourceClasses).toContain(each.class);
        expect(each.name.length).toBeLessThanOrEqual(2_048);
      }
    }),
    { numRuns: 500 },
  );
});

test("most real calls that name a role, key, bucket, table or secret are understood", () => {
  const activities = setNames.flatMap(activitiesOf);
  const naming = activities.filter(({ record }) => {
    const request = record["requestParameters"] as Record<string, unknown> | null | undefined;
    return ["bucketName", "roleArn", "keyId", "tableName", "secretId", "functionName"].some(
      (key) => typeof request?.[key] === "string" && request[key] !== "",
    );
  });
  expect(naming.length).toBeGreaterThan(1_500);
  expect(naming.filter((activity) => resourcesOf(activity).length === 0)).toEqual([]);
});

test.each([
  ["arn:aws:s3:::b", "s3-bucket", "b"],
  ["arn:aws:s3:eu-west-1:1:accesspoint/p", "s3-access-point", "p"],
  ["arn:aws:dynamodb:r:1:table/t/index/i", "dynamodb-table", "t"],
  ["arn:aws:iam::1:role/aws-service-role/x/y", "iam-role", "y"],
  ["arn:aws:kms:r:1:key/abc", "kms-key", "abc"],
  ["arn:aws:lambda:r:1:function:f:live", "lambda-function", "f"],
  ["arn:aws:cloudformation:r:1:stack/s/uuid", "stack", "s"],
  ["arn:aws:unheardof:r:1:thing/x", "other", "thing/x"],
  ["arn:", "other", "arn:"],
  ["", "other", ""],
])("%s is a %s of the name %s", (arn, ofClass, name) => {
  expect(resourceOfArn(arn)).toEqual({ class: ofClass, name, arn });
});
