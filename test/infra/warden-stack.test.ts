import type { Template } from "aws-cdk-lib/assertions";
import { resourcesOf, type Statement, synthesise } from "./synthesise.ts";

/** Hashes of bundled code change with every line of it; the snapshot is about the deployment. */
/** Without the state machines' texts, which are files beside the template and have tests of their own. */
function withoutAssetHashes(template: Template): unknown {
  const text = JSON.stringify(template.toJSON(), (name, value) => (name === "DefinitionText" ? undefined : value));
  return JSON.parse(text.replaceAll(/[a-f0-9]{64}/g, "asset-hash"));
}

interface QueuePolicy {
  readonly Queues: unknown[];
  readonly PolicyDocument: { readonly Statement: Statement[] };
}

const trailKeyArn = "arn:aws:kms:eu-central-1:111111111111:key/0a1b2c3d-0000-4000-8000-000000000000";
const everything = {
  homeRegion: "eu-central-1",
  createTrail: "true",
  organizationId: "o-a1b2c3d4e5",
  alertEmail: "a@b.example",
};
const forms: [string, Record<string, unknown>][] = [
  ["with a queue", {}],
  ["with a stream and everything else", { ...everything, ingestion: "stream" }],
  ["for an existing bucket", { trailBucket: "trail-of-ours", trailKeyArn }],
];

it("deploys what the snapshot shows", () => {
  expect(withoutAssetHashes(synthesise())).toMatchSnapshot();
});

describe.each(forms)("the warden %s", (_, options) => {
  const template = synthesise(options);

  it("encrypts every queue and refuses to speak to it without TLS", () => {
    const queues = resourcesOf(template, "AWS::SQS::Queue");
    const policies = Object.values(resourcesOf(template, "AWS::SQS::QueuePolicy")) as unknown as QueuePolicy[];
    for (const [id, queue] of Object.entries(queues)) {
      expect(queue["SqsManagedSseEnabled"]).toBe(true);
      const statements = policies
        .filter(({ Queues }) => JSON.stringify(Queues).includes(`"${id}"`))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      );
    }
  });

  it("lets nobody in without a condition on who they are", () => {
    const types = ["AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"];
    const documents = types.flatMap((type) => Object.values(resourcesOf(template, type))) as unknown as QueuePolicy[];
    const busPolicies = Object.values(resourcesOf(template, "AWS::Events::EventBusPolicy")) as unknown as {
      Statement: Statement;
    }[];
    const statements = [
      ...documents.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
      ...busPolicies.map(({ Statement }) => Statement),
    ];
    const open = statements.filter(
      ({ Effect, Principal }) => Effect === "Allow" && /^("\*"|\{"AWS":"\*"\})$/.test(JSON.stringify(Principal)),
    );
    for (const { Condition } of open) {
      expect(JSON.stringify(Condition)).toContain("aws:PrincipalOrgID");
    }
  });

  it("allows no wildcard of actions anywhere", () => {
    const policies = Object.values(resourcesOf(template, "AWS::IAM::Policy")) as unknown as QueuePolicy[];
    const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    const actions = statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });

  it("puts every role on the path that no playbook changes", () => {
    const roles = Object.values(resourcesOf(template, "AWS::IAM::Role"));
    expect(roles.length).toBeGreaterThan(4);
    expect(new Set(roles.map((role) => role["Path"]))).toEqual(new Set(["/nhi-warden/"]));
  });
});
