import { type PlaybookName, playbookNames } from "../../../lib/domain/response/decision.ts";
import { playbookDefinitions, releaseDefinitions, releaseName } from "../../../lib/infra/playbooks/definitions.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { closeStages, type Ending, type Failure, type Stage, stage, targetOf } from "./stage.ts";
import { mutating, tasksOf } from "./walk.ts";

afterAll(closeStages);

const resources = { tableName: "warden", topicArn: "topic" };
const definitions = playbookDefinitions(resources);
const releases = releaseDefinitions(resources);

/** Without times and containments' ids, which differ from run to run; tags of the warden apart. */
const effect = (place: Stage) =>
  JSON.stringify(place.standing(), (key, value) => (key === "tags" ? undefined : value)).replace(
    /\d{4}-\d\d-\d\dT[\d:.]+Z/g,
    "T",
  );

const whole = new Map<PlaybookName, { readonly before: string; readonly contained: string }>();

/** What the account looks like before and after a containment that nothing went wrong with. */
async function wholeOf(playbook: PlaybookName) {
  const known = whole.get(playbook);
  if (known !== undefined) return known;
  const place = await stage();
  const before = effect(place);
  await place.contain(place.request(targetOf(playbook, place)));
  const found = { before, contained: effect(place) };
  whole.set(playbook, found);
  return found;
}

/** The words of a record that hold for each of the two states of the account; anything else is half a containment. */
function saysWhich(record: Ending["record"], isContained: boolean) {
  const { state = "", detail = "" } = record;
  if (!isContained) return ["refused", "failed"].includes(state);
  return state === "contained" || /could not be read back/.test(detail);
}

const failures: readonly Failure[] = ["refused", "lost"];
const approvalStates = [
  "TellApproval",
  "AskPeople",
  "StartNarrower",
  "ExpireApproval",
  "StartRelease",
  "TellNotReleased",
];

/** Of calls that change nothing, those of two playbooks stand for all: the skeleton is one. */
const isTold = (playbook: PlaybookName, isChange: boolean) =>
  isChange || ["disable-access-key", "deny-role-session"].includes(playbook);

const rows = playbookNames.flatMap((playbook) =>
  tasksOf(definitions[playbook])
    .filter(([name, task]) => !approvalStates.includes(name) && isTold(playbook, mutating(task)))
    .flatMap(([name, task]) =>
      (mutating(task) ? failures : failures.slice(0, 1)).map((failure) => [playbook, name, failure] as const),
    ),
);

describe("no single failure leaves an identity half-contained, nor anybody untold", () => {
  test.each(rows)("%s: %s is %s", async (playbook, name, failure) => {
    const { before, contained } = await wholeOf(playbook);
    const place = await stage({ failing: { [name]: failure } });
    const { record, status } = await place.contain(place.request(targetOf(playbook, place)));
    const left = effect(place);
    expect([before, contained]).toContain(left);
    if (name !== "RecordStart" && name !== "RecordOutcome") expect(saysWhich(record, left === contained)).toBe(true);
    // Where the budget cannot be counted people are asked, and then told that nobody answered.
    if (name !== "Notify") expect(place.notices).toHaveLength(name.startsWith("Take") ? 2 : 1);
    else expect([record["notice"], status]).toEqual(["failed", "FAILED"]);
    expect(record["outcome"]).not.toBe("running");
  });
});

const releaseRows = playbookNames.flatMap((playbook) =>
  tasksOf(releases[releaseName(playbook)])
    .filter(([, task]) => isTold(playbook, mutating(task)))
    .flatMap(([name, task]) =>
      (mutating(task) ? failures : failures.slice(0, 1)).map((failure) => [playbook, name, failure] as const),
    ),
);

describe("no single failure leaves an identity half-released, nor anybody untold", () => {
  test.each(releaseRows)("release of %s: %s is %s", async (playbook, name, failure) => {
    const { before, contained } = await wholeOf(playbook);
    const failing: Record<string, Failure> = {};
    const place = await stage({ failing });
    const request = place.request(targetOf(playbook, place));
    await place.contain(request);
    failing[name] = failure;
    const { record, status, path } = await place.release(request);
    const left = effect(place);
    expect([before, contained]).toContain(left);
    if (!path.includes(name)) return;
    if (name !== "RecordReleased" && name !== "ReadContainment") {
      expect(record["state"]).toBe(left === before && name !== "ReadRestored" ? "released" : "contained");
    }
    if (name !== "TellRelease") expect(place.notices).toHaveLength(2);
    else expect([record["notice"], status]).toEqual(["failed", "FAILED"]);
  });
});

describe("a failure that IAM has a name for", () => {
  test.each([
    ["disable-access-key", "ReadPrincipal", "Iam.NoSuchEntityException", "target-not-found"],
    ["disable-access-key", "DisableKey", "Iam.NoSuchEntityException", "target-not-found"],
    ["revoke-role-sessions", "RevokeSessions", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["revoke-role-sessions", "RevokeSessions", "Iam.LimitExceededException", "failed"],
    ["quarantine-role", "AttachPolicy", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["quarantine-role", "AttachPolicy", "Iam.LimitExceededException", "failed"],
    ["quarantine-user", "AttachPolicy", "Iam.NoSuchEntityException", "target-not-found"],
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
