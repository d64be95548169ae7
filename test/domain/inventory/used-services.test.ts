import { grantedServices } from "../../../lib/domain/inventory/granted-services.ts";
import { rightsReader } from "../../../lib/domain/inventory/rights.ts";
import { usedServices } from "../../../lib/domain/inventory/used-services.ts";
import { account, allow, deny, listingWith, mfa, policyOf, userWith } from "./made-listing.ts";

const granted = (statements: readonly object[], boundary?: readonly object[]) => {
  const boundaryArn = `arn:aws:iam::${account}:policy/edge`;
  const user = userWith("worker", statements, boundary === undefined ? {} : { boundaryArn });
  const policies = boundary === undefined ? [] : [{ arn: boundaryArn, document: policyOf(...boundary) }];
  return grantedServices(rightsReader(listingWith({ users: [user], policies }))(user));
};
const names = (statements: readonly object[], boundary?: readonly object[]) => granted(statements, boundary).names;

test("services are granted by what policies allow, less what is denied whole and what a boundary leaves out", () => {
  expect(names([allow(["S3:GetObject", "s3:Put*"]), allow("sqs:SendMessage")])).toEqual(["s3", "sqs"]);
  expect(names([allow(["s3:*", "sqs:*"]), deny("sqs:*")])).toEqual(["s3"]);
  expect(names([allow(["s3:*", "sqs:*"]), deny("sqs:*", "*", mfa), deny("s3:DeleteBucket")])).toEqual(["s3", "sqs"]);
  expect(names([allow(["s3:*", "sqs:*"])], [allow(["s3:*", "ec2:*"])])).toEqual(["s3"]);
  expect(names([allow("*")], [allow(["s3:*", "ec2:*"])])).toEqual(["ec2", "s3"]);
  expect(granted([allow("*"), deny("*")])).toEqual({ isAll: false, names: [], count: 0 });
  for (const everything of [allow("*"), allow("s*:Get*"), { Effect: "Allow", NotAction: "iam:*", Resource: "*" }]) {
    expect(granted([everything])).toEqual({ isAll: true, names: [], count: 0 });
  }
});

test("the ratio is of services that were seen and are granted", () => {
  const three = granted([allow(["s3:*", "sqs:*", "cloudwatch:PutMetricData", "kms:Decrypt"])]);
  expect(usedServices(three, ["s3", "monitoring", "s3", "sts", "dynamodb"])).toEqual({
    used: 2,
    granted: 4,
    ratio: 0.5,
    unused: ["kms", "sqs"],
    notGranted: ["dynamodb"],
  });
});

test("there is no ratio where everything or nothing is granted, and none is made up", () => {
  expect(usedServices(granted([allow("*")]), ["s3"])).toMatchObject({ used: 1, granted: undefined, ratio: undefined });
  expect(usedServices(granted([]), ["s3"])).toMatchObject({
    used: 0,
    granted: 0,
    ratio: undefined,
    notGranted: ["s3"],
  });
});

test("where names were cut, none is said not to be granted", () => {
  const many = granted([allow(Array.from({ length: 600 }, (_, at) => `service${at}:Do`))]);
  expect(usedServices(many, ["zzz"])).toMatchObject({ granted: 600, notGranted: [] });
});
