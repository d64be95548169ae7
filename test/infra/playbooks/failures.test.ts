import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { playbookDefinitions } from "../../../lib/infra/playbooks/definitions.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { effect, failuresOf, wholeOf } from "./effects.ts";
import { closeStages, type Ending, stage, targetOf } from "./stage.ts";
import { tasksOf } from "./walk.ts";

afterAll(closeStages);

const resources = { tableName: "warden", topicArn: "topic" };
const definitions = playbookDefinitions(resources);

/** The words of a record that hold for each of the two states of the account; anything else is half a containment. */
function saysWhich(record: Ending["record"], isContained: boolean) {
  const { state = "", detail = "" } = record;
  if (!isContained) return ["refused", "failed"].includes(state);
  return state === "contained" || /could not be read back/.test(detail);
}

const approvalStates = [
  "TellApproval",
  "AskPeople",
  "StartNarrower",
  "ExpireApproval",
  "StartRelease",
  "TellNotReleased",
];
const rows = playbookNames.flatMap((playbook) =>
  tasksOf(definitions[playbook])
    .filter(([name]) => !approvalStates.includes(name))
    .flatMap(([name, task]) => failuresOf(playbook, task).map((failure) => [playbook, name, failure] as const)),
);

describe("no single failure leaves an identity half-contained, nor anybody untold", () => {
  test.each(rows)("%s: %s is %s", async (playbook, name, failure) => {
    const { before, contained } = await wholeOf(playbook);
    const place = await stage({ failing: { [name]: failure }, only: playbook });
    const { record, status } = await place.contain(place.request(targetOf(playbook, place)));
    const left = effect(place);
    expect([before, contained]).toContain(left);
    if (name !== "RecordStart" && name !== "RecordOutcome") expect(saysWhich(record, left === contained)).toBe(true);
    // Where the budget cannot be counted people are asked, and then told that nobody answered.
    if (name !== "Notify") expect(place.notices).toHaveLength(name.startsWith("Take") ? 2 : 1);
    else expect([record["notice"], status]).toEqual(["failed", "FAILED"]);
    expect(record["outcome"]).not.toBe("running");
    // Whatever was not recorded, the item says whose it is.
    expect(record["request"]).toContain(`"playbook":"${playbook}"`);
  });
});

describe("a failure that IAM has a name for", () => {
  test.each([
    ["disable-access-key", "ReadPrincipal", "Iam.NoSuchEntityException", "target-not-found"],
    ["disable-access-key", "DisableKey", "Iam.NoSuchEntityException", "target-not-found"],
    ["revoke-role-sessions", "RevokeSessions", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["revoke-role-sessions", "RevokeSessions", "Iam.LimitExceededException", "failed"],
    ["pin-instance-location", "PinInstance", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["pin-instance-location", "PinInstance", "Iam.LimitExceededException", "failed"],
    ["pin-instance-location", "PinInstance", "Iam.MalformedPolicyDocumentException", "failed"],
    ["disable-service-credential", "DisableCredential", "Iam.NoSuchEntityException", "target-not-found"],
    ["quarantine-role", "AttachPolicy", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["quarantine-role", "AttachPolicy", "Iam.LimitExceededException", "failed"],
    ["quarantine-user", "AttachPolicy", "Iam.NoSuchEntityException", "target-not-found"],
    ["deny-oidc-claim", "ReadTrustBefore", "Iam.NoSuchEntityException", "target-not-found"],
    ["deny-oidc-claim", "DenyInTrust", "Iam.NoSuchEntityException", "target-not-found"],
    ["deny-service-account", "DenyInTrust", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["deny-foreign-principal", "DenyInTrust", "Iam.LimitExceededException", "failed"],
    ["deny-foreign-principal", "DenyInTrust", "Iam.MalformedPolicyDocumentException", "failed"],
  ] as const)("%s: %s answers %s and it ends as %s-told", async (playbook, name, error, outcome) => {
    const place = await stage({ failing: { [name]: new StateError(error, "as IAM put it") } });
    const { record } = await place.contain(place.request(targetOf(playbook, place)));
    expect(record).toMatchObject({ outcome });
    expect(place.notices).toHaveLength(1);
  });

  test("a target that the responder's own deny protects is told as protected", async () => {
    const denied = new StateError(
      "Iam.IamException",
      "User: x is not authorized to perform: iam:UpdateAccessKey on resource: user backup with an explicit deny in an identity-based policy",
    );
    const place = await stage({ failing: { DisableKey: denied } });
    const { record } = await place.contain(place.request(targetOf("disable-access-key", place)));
    expect(record).toMatchObject({ state: "refused", outcome: "refused-protected" });
  });
});
