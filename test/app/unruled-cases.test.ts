import { memoryRulings, openCasesIn } from "../../lib/adapters/memory/rulings.ts";
import { memoryUnruledCases } from "../../lib/adapters/memory/unruled-cases.ts";
import { giveVerdict, type VerdictParts } from "../../lib/app/give-verdict.ts";
import { listCases } from "../../lib/app/list-cases.ts";
import { takeVerdictBack } from "../../lib/app/take-verdict-back.ts";
import { dayOf } from "../../lib/domain/behaviour/calendar.ts";
import { heldBackDays } from "../../lib/domain/behaviour/held-back.ts";
import type { Verdict } from "../../lib/domain/response/verdict.ts";
import { decodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { nightOf } from "../domain/learned.ts";
import {
  assessorOn,
  backupKey,
  enforcing,
  learnedParts,
  nightsOfBackup,
  reading,
  storedIn,
  theft,
} from "./organisation-batches.ts";

const by = { owner: "team", reason: "looked late" };
const expected: Verdict = {
  kind: "expected",
  ...by,
  untilMs: nightOf(60),
  named: ["rule x", "action secretsmanager:GetSecretValue"],
};
const benign: Verdict = { kind: "benign", ...by, named: [] };
const nowMs = nightOf(41);

/** A theft on the thirtieth night, and another after ten quiet ones. */
async function withTwoThefts(inOneBatch = false) {
  const memory = await learnedParts();
  const unruledCases = memoryUnruledCases();
  const assess = assessorOn(memory, { unruledCases });
  const quiet = nightsOfBackup(40).slice(31 * 6);
  const batches = [[reading(theft(30))], quiet, [reading(theft(40, 7))]];
  for (const batch of inOneBatch ? [batches.flat()] : batches) await assess(batch, nowMs);
  const { standings } = memory;
  const rulings = memoryRulings();
  const parts: VerdictParts = {
    standings,
    unruledCases,
    openCases: openCasesIn(standings),
    rulings,
    policy: enforcing,
  };
  const all = await listCases(parts, nowMs, true);
  const [open, ended] = all.map(({ case: { caseId } }) => caseId) as [string, string];
  return { memory, parts, all, open, ended };
}
const standingIn = async ({ standings }: Pick<VerdictParts, "standings">) => {
  const stored = (await standings.load([backupKey])).get(backupKey);
  return { openCase: stored?.openCase, ...decodeStanding(stored?.bytes as Uint8Array) };
};

test("a case that another one takes the place of is kept, closed without a ruling, and listed where all are asked for", async () => {
  for (const inOneBatch of [false, true]) {
    const { parts, all } = await withTwoThefts(inOneBatch);
    expect(all.map(({ state }) => state)).toEqual(["open", "unruled"]);
    expect(all[1]).toMatchObject({
      case: { identityKey: backupKey, openedMs: nightOf(30) },
      triage: { label: "abuse" },
    });
    expect((await listCases(parts, nowMs)).map(({ state }) => state)).toEqual(["open"]);
  }
});

test("it can be ruled on late: its day is learned or forgotten, and the open case stays as it is", async () => {
  const day = dayOf(nightOf(30));
  const { parts, open, ended } = await withTwoThefts();
  expect(heldBackDays((await standingIn(parts)).baseline)).toContain(day);
  const given = await giveVerdict(parts, ended, { ...benign, kind: "abuse" }, nowMs);
  expect(given.effects.forgottenDays).toEqual([day]);
  const after = await standingIn(parts);
  expect(heldBackDays(after.baseline)).not.toContain(day);
  expect(after.openCase?.caseId).toBe(open);
  expect((await listCases(parts, nowMs, true)).map(({ case: { caseId } }) => caseId)).toEqual([open]);
  expect(await parts.rulings.list(ended)).toMatchObject([{ wasUnruled: true }]);

  const other = await withTwoThefts();
  expect((await giveVerdict(other.parts, other.ended, expected, nowMs)).effects.learnedDays).toEqual([day]);
});

test("a verdict on it can be taken back, exactly, although another case is open", async () => {
  const { memory, parts, open, ended } = await withTwoThefts();
  const before = await storedIn(memory.standings);
  await giveVerdict(parts, ended, benign, nowMs);
  const taken = await takeVerdictBack(parts, ended, by, nowMs + 1);
  expect(taken).toMatchObject({ state: "unruled", exact: true, case: { caseId: ended } });
  expect(await storedIn(memory.standings)).toEqual(before);
  const all = await listCases(parts, nowMs, true);
  expect(all.map(({ case: { caseId } }) => caseId)).toEqual([open, ended]);
  expect(all[1]?.case.ruling).toBeUndefined();
});

test("a verdict that only did not get to forgetting the case is not given twice", async () => {
  const { parts, ended } = await withTwoThefts();
  const remove = async (): Promise<never> => {
    throw new Error("cannot be reached");
  };
  const unruledCases = { ...(parts.unruledCases as NonNullable<VerdictParts["unruledCases"]>), remove };
  await expect(giveVerdict({ ...parts, unruledCases }, ended, benign, nowMs)).rejects.toThrow("cannot be reached");
  await expect(giveVerdict(parts, ended, benign, nowMs + 5)).rejects.toThrow(/was ruled on already/);
  expect(await listCases(parts, nowMs, true)).toHaveLength(1);
  expect(await parts.rulings.list(ended)).toHaveLength(1);
});

test("a store of cases that cannot be reached fails the batch, nothing is saved, and the retry keeps the case", async () => {
  const memory = await learnedParts();
  const unruledCases = memoryUnruledCases();
  const put = async (): Promise<never> => {
    throw new Error("cannot be reached");
  };
  await assessorOn(memory, { unruledCases })([reading(theft(30))], nowMs);
  const before = await storedIn(memory.standings);
  const batch = [reading(theft(40, 7))];
  await expect(assessorOn(memory, { unruledCases: { put } })(batch, nowMs)).rejects.toThrow("cannot be reached");
  expect(await storedIn(memory.standings)).toEqual(before);
  await assessorOn(memory, { unruledCases })(batch, nowMs);
  for await (const file of unruledCases.list()) expect(file.openedMs).toBe(nightOf(30));
});
