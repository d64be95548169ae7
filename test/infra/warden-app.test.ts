import type { Stack } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { checkStacks } from "../../lib/infra/warden-app.ts";
import { wardenApp, withoutValidation } from "./synthesise.ts";

/** Apps that hold every construct between them. */
const forms: [string, Record<string, unknown>][] = [
  [
    "through a stream, with a trail, forwarders, e-mail and the canary",
    { ingestion: "stream", homeRegion: "eu-central-1", createTrail: "true", alertEmail: "a@b.example", canary: "true" },
  ],
  ["through a queue, for an existing bucket", { trailBucket: "trail-of-ours" }],
  [
    "in a member account, with all its roles",
    { homeRegion: "eu-central-1", homeAccount: "111111111111", externalId: "a-deployment-of-ours" },
  ],
  ["in the management account", { homeRegion: "eu-central-1", homeAccount: "111111111111", guard: "true" }],
];

describe("the AWS Solutions rules and CloudFormation's own", () => {
  it.each(forms)("find nothing that is not accepted with a reason: %s", (_, options) => {
    const app = wardenApp(options);
    checkStacks(app);
    expect(() => app.synth()).not.toThrow();
  });

  it("stop the synthesis where there is something to find", () => {
    const app = wardenApp();
    checkStacks(app);
    new Bucket(app.node.findChild("NhiWarden") as Stack, "Careless");
    expect(() => withoutValidation(() => app.synth())).toThrow(/validation/i);
  });
});
