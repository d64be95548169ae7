import { actionFactsOf } from "../../../lib/domain/detection/action-facts.ts";
import {
  type ActionClass,
  classifyAction,
  classWeight,
  isSensitive,
} from "../../../lib/domain/detection/sensitivity.ts";
import { activitiesOf } from "../event/cloudtrail-sets.ts";

test.each<[string, string, ActionClass]>([
  ["s3", "GetObject", "data"],
  ["s3", "PutBucketPolicy", "exfiltration"],
  ["s3", "GetBucketLocation", "read"],
  ["sts", "GetCallerIdentity", "reconnaissance"],
  ["iam", "ListUsers", "reconnaissance"],
  ["iam", "CreateAccessKey", "credential"],
  ["iam", "CreateUser", "persistence"],
  ["iam", "AttachRolePolicy", "privilege"],
  ["iam", "UpdateAssumeRolePolicy", "privilege"],
  ["iam", "DeleteUserPermissionsBoundary", "privilege"],
  ["cloudtrail", "StopLogging", "defence"],
  ["guardduty", "DeleteDetector", "defence"],
  ["config", "StopConfigurationRecorder", "defence"],
  ["logs", "DeleteLogGroup", "defence"],
  ["lambda", "UpdateFunctionCode20150331v2", "persistence"],
  ["lambda", "CreateFunction20150331", "persistence"],
  ["secretsmanager", "GetSecretValue", "credential"],
  ["dynamodb", "Scan", "data"],
  ["dynamodb", "Query", "read"],
  ["ec2", "DescribeInstances", "read"],
  ["ec2", "TerminateInstances", "impact"],
  ["rds", "DeleteDBInstance", "impact"],
  ["kms", "ScheduleKeyDeletion", "impact"],
  ["ec2-instance-connect", "SendSSHPublicKey", "persistence"],
  ["organizations", "LeaveOrganization", "defence"],
  ["unheard-of", "FrobnicateThing", "write"],
])("%s:%s is of the class %s", (service, eventName, expected) => {
  expect(classifyAction(service, eventName)).toBe(expected);
});

test("what reads or writes plainly is not sensitive, what reads data, gives power or hides is", () => {
  const sensitive = (Object.keys(classWeight) as ActionClass[]).filter(isSensitive);
  expect(sensitive.sort()).toEqual(
    ["credential", "data", "defence", "exfiltration", "impact", "persistence", "privilege"].sort(),
  );
});

test("of the calls of a benign production account one in twenty is sensitive, of calls known to be abused one in four", () => {
  const share = (name: "boogy-eks-production" | "traildiscover") => {
    const actions = [...new Set(activitiesOf(name).map(({ action }) => action))];
    return actions.filter((action) => actionFactsOf(action).sensitive).length / actions.length;
  };
  expect(share("boogy-eks-production")).toBeLessThan(0.06);
  expect(share("traildiscover")).toBeGreaterThan(0.25);
});

test("a name like a part of an object's own is an action as any other", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    expect(classifyAction(name, name)).toBe("write");
    expect(actionFactsOf(`${name}:${name}`).weight).toBe(1);
    expect(actionFactsOf(name).weight).toBe(1);
  }
});
