import { readContext } from "../../lib/infra/context.ts";

const read = (given: Record<string, unknown>) => readContext((name) => given[name]);

describe("the deployment's context", () => {
  it("is a queue in the region of the credentials, and nothing else, where nothing is said", () => {
    expect(read({})).toEqual({
      ingestion: "queue",
      homeRegion: undefined,
      forwardRegions: [],
      homeAccount: undefined,
      organizationId: undefined,
      externalId: undefined,
      guard: false,
      guardTargets: [],
      guardDeployers: [],
      alertEmail: undefined,
      trailBucket: undefined,
      trailKeyArn: undefined,
      createTrail: false,
      reservedConcurrency: undefined,
      canary: false,
      agentSessions: false,
      emulator: false,
    });
  });

  it("forwards from us-east-1 without being asked, because IAM's events appear nowhere else", () => {
    expect(read({ homeRegion: "eu-central-1" }).forwardRegions).toEqual(["us-east-1"]);
    expect(read({ homeRegion: "us-east-1" }).forwardRegions).toEqual([]);
    expect(read({ homeRegion: "eu-central-1", forwardRegions: "" }).forwardRegions).toEqual([]);
  });

  it("forwards a member account's events from the home region as well", () => {
    const member = { homeAccount: "111111111111" };
    expect(read({ ...member, homeRegion: "eu-central-1" }).forwardRegions).toEqual(["eu-central-1", "us-east-1"]);
    expect(read({ ...member, homeRegion: "us-east-1" }).forwardRegions).toEqual(["us-east-1"]);
  });

  it("takes regions as text with commas and as a list, each once", () => {
    const expected = ["us-east-1", "us-gov-west-1"];
    expect(
      read({ homeRegion: "eu-west-1", forwardRegions: "us-east-1, us-gov-west-1,us-east-1" }).forwardRegions,
    ).toEqual(expected);
    expect(read({ homeRegion: "eu-west-1", forwardRegions: expected }).forwardRegions).toEqual(expected);
  });

  it.each([
    ["1", true],
    ["true", true],
    [true, true],
    ["0", false],
    ["false", false],
    [false, false],
    ["", false],
  ])("reads the switch %j as %j", (value, expected) => {
    expect(read({ emulator: value }).emulator).toBe(expected);
  });

  it.each([
    ["ingestion", "firehose", "queue or stream"],
    ["homeRegion", "Frankfurt", "eu-central-1"],
    ["forwardRegions", "us-east-1;eu-west-1", "commas"],
    ["forwardRegions", 7, "commas"],
    ["homeAccount", "1234", "12 digits"],
    ["organizationId", "r-abcd", "o-a1b2c3d4e5"],
    ["externalId", "short", "16 to 256"],
    ["guard", "perhaps", "true or false"],
    ["guardTargets", "everything", "r-a1b2"],
    ["guardTargets", 7, "commas"],
    ["guardDeployers", "arn:aws:iam::*:role/*", "ARNs of roles"],
    ["guardDeployers", "arn:aws:iam::111111111111:user/admin", "ARNs of roles"],
    ["alertEmail", "on call", "e-mail"],
    ["trailBucket", "s3://bucket", "name of a bucket"],
    ["trailKeyArn", "alias/trail", "ARN"],
    ["createTrail", "yes", "true or false"],
    ["reservedConcurrency", "many", "whole number"],
    ["reservedConcurrency", "0", "from 1 up"],
    ["canary", "daily", "true or false"],
    ["agentSessions", "eu", "true or false"],
    ["emulator", "2", "true or false"],
  ])("refuses %s=%j, and says what is allowed", (name, value, allowed) => {
    const attempt = () => read({ [name]: value });
    expect(attempt).toThrow(name);
    expect(attempt).toThrow(JSON.stringify(value));
    expect(attempt).toThrow(allowed);
  });

  it.each([
    ["forwarding to nowhere", { forwardRegions: "us-east-1" }, "Set homeRegion"],
    ["forwarding a region to itself", { homeRegion: "eu-west-1", forwardRegions: "eu-west-1" }, "Leave it out"],
    ["a member account without a region to send to", { homeAccount: "111111111111" }, "homeRegion"],
    ["a guard of no warden", { guard: "true" }, "homeAccount"],
    ["targets of no guard", { guardTargets: "r-a1b2" }, "guard=true"],
    ["a canary in a member account", { homeRegion: "eu-west-1", homeAccount: "111111111111", canary: "1" }, "canary"],
    ["two sources of log files", { createTrail: "true", trailBucket: "ours" }, "Set one of them"],
    ["a key of no bucket", { trailKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/a" }, "trailBucket"],
    ["a trail in an emulator", { emulator: "1", createTrail: "true" }, "emulator"],
  ])("refuses %s", (_, given, says) => {
    expect(() => read(given)).toThrow(says);
  });

  it("lets a member account forward from the home region, where the warden does not see it", () => {
    const given = { homeRegion: "eu-west-1", homeAccount: "111111111111", forwardRegions: "eu-west-1" };
    expect(read(given).forwardRegions).toEqual(["eu-west-1"]);
  });
});
