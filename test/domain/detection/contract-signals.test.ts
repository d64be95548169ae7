import { assess, assessSession } from "../../../lib/domain/assess.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { SessionIssued } from "../../../lib/domain/identity/identity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, termsFor } from "../../../lib/domain/terms.ts";
import { contractText } from "../../adapters/files/contract-text.ts";
import { copyOf, eventIdOf, learned, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const actor = madeActor();
const standing = learned(nightlyBackup(nights));
const read = contractText(
  `identity: ${actor.identity.key}
owner: platform
actions: [s3:GetObject, s3:PutObject, s3:ListObjects]
resources: [shop-backup]
peers:
  assumedBy: ["arn:aws:iam::111122223333:role/ci"]
`,
  "backup.yaml",
);
const terms = (contracts = read.contracts) =>
  termsFor(actor.identity.key, noRules, defaultPolicy, surroundingsOf(defaultPolicy, { contracts }));
const tonight = (bent: Partial<Activity> = {}) =>
  madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(nights) + 60_000, ...bent });
const violated = (activity: Activity, how = terms()) =>
  assess(activity, actor, copyOf(standing), how, activity.timeMs).signals.filter(
    ({ kind }) => kind === "contract-violation",
  );

test("what the contract allows is no signal, what it does not names the clause, the contract and what is allowed", () => {
  expect(read.problems).toEqual([]);
  expect(violated(tonight())).toEqual([]);
  const [signal, ...more] = violated(tonight({ eventName: "DeleteObject" }));
  expect(more).toEqual([]);
  expect(signal).toMatchObject({ family: "contract", deterministic: false, observed: "actions: s3:DeleteObject" });
  expect(signal?.expected).toContain("contract backup");
  expect(violated(tonight({ eventName: "DeleteObject" }), terms([]))).toEqual([]);
});

test("a resource outside the contract does not hide behind many that are inside", () => {
  const listed = Array.from({ length: 16 }, (_, at) => ({ ARN: `arn:aws:s3:::shop-backup/${at}` }));
  const record = { resources: [...listed, { ARN: "arn:aws:s3:::payroll" }] };
  expect(violated(tonight({ record })).map(({ observed }) => observed.split(":")[0])).toContain("resources");
});

test("a session that somebody else than the named peers asked for is a violation of the assumed identity's contract", () => {
  const issued = (makerKey: string): SessionIssued => ({
    identityKey: actor.identity.key,
    accountId: "111122223333",
    kind: "role",
    accessKeyId: "ASIANEW",
    sessionName: "s",
    issuedMs: nightOf(nights),
    makerKey,
    makerAccessKeyId: undefined,
    subject: undefined,
  });
  const kinds = (makerKey: string) =>
    assessSession(tonight(), madeActor("role"), issued(makerKey), copyOf(standing), terms()).map(({ kind }) => kind);
  expect(kinds("arn:aws:iam::111122223333:role/ci")).not.toContain("contract-violation");
  expect(kinds("arn:aws:iam::111122223333:role/other")).toContain("contract-violation");
});
