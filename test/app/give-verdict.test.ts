import { memoryRulings, openCasesIn } from "../../lib/adapters/memory/rulings.ts";
import { explainStanding, findStandings } from "../../lib/app/explain-identity.ts";
import { giveVerdict, type VerdictParts } from "../../lib/app/give-verdict.ts";
import { listCases } from "../../lib/app/list-cases.ts";
import type { StandingStore } from "../../lib/app/ports.ts";
import { takeVerdictBack } from "../../lib/app/take-verdict-back.ts";
import { VerdictRefusedError } from "../../lib/app/verdict-refused-error.ts";
import { currentTrust } from "../../lib/domain/assess.ts";
import type { Verdict } from "../../lib/domain/response/verdict.ts";
import { watchOf } from "../../lib/domain/response/watch.ts";
import { decodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import {
  assessorOn,
  backupActivity,
  backupKey,
  enforcing,
  learnedParts,
  type MemoryParts,
  nightsOfBackup,
  reading,
  storedIn,
  theft,
} from "./organisation-batches.ts";

const nowMs = nightOf(30) + 3_600_000;
const benign: Verdict = { kind: "benign", owner: "team", reason: "a drill", named: [] };
const by = { owner: "team", reason: "wrong case" };

/** Thirty nights of the backup, and a theft on the thirtieth, with its case. */
async function withCase(bent: Partial<VerdictParts> = {}) {
  const memory = await learnedParts();
  await assessorOn(memory)([reading(theft(30))], nowMs);
  const rulings = memoryRulings();
  const { standings } = memory;
  const parts: VerdictParts = { standings, openCases: openCasesIn(standings), rulings, policy: enforcing, ...bent };
  const [listed] = await listCases(parts, nowMs);
  return { memory, parts, caseId: listed?.case.caseId as string };
}

const storedCase = async ({ standings }: MemoryParts) => (await standings.load([backupKey])).get(backupKey)?.openCase;

test("the queue lists open cases with their triage, the lowest trust first", async () => {
  const { memory, parts, caseId } = await withCase();
  const other = { ...backupActivity().user, arn: `${backupKey}-2`, userName: "backup-2" };
  const activities = nightsOfBackup(30).map((one) =>
    one.kind === "activity" ? reading({ ...one.activity, user: other }) : one,
  );
  await assessorOn(memory)(activities, nowMs);
  const odd = backupActivity({ eventId: eventIdOf(5), timeMs: nowMs, sourceAddress: "203.0.113.9" });
  await assessorOn(memory)([reading({ ...odd, user: other })], nowMs);
  const cases = await listCases(parts, nowMs);
  expect(cases.map(({ case: { caseId: id } }) => id)[0]).toBe(caseId);
  expect(cases.map(({ case: { trust } }) => trust)).toEqual(
    cases.map(({ case: { trust } }) => trust).sort((a, b) => a - b),
  );
  expect(cases[0]).toMatchObject({ kind: "access-key-user", triage: { label: "abuse" } });
  expect(cases[0]?.trustNow).toBeLessThan(40);
});

test("a verdict closes the case, changes the standing once, and is kept with what undoing it needs", async () => {
  const { memory, parts, caseId } = await withCase();
  const before = await storedIn(memory.standings);
  const given = await giveVerdict(parts, caseId, benign, nowMs);
  expect(given.trustBefore).toBeLessThan(40);
  expect(given.trustAfter).toBe(100);
  expect(await listCases(parts, nowMs)).toEqual([]);
  expect(await storedCase(memory)).toBeUndefined();
  expect(await parts.rulings.list(caseId)).toMatchObject([
    { case: { caseId, ruling: { verdict: "benign", owner: "team" } }, version: 3 },
  ]);
  const taken = await takeVerdictBack(parts, caseId, by, nowMs + 1);
  expect(taken.exact).toBe(true);
  expect(await storedIn(memory.standings)).toEqual(before);
  expect(await parts.rulings.list(caseId)).toMatchObject([{ undone: { owner: "team", atMs: nowMs + 1 } }]);
  // And again, as another verdict of its own.
  await giveVerdict(parts, caseId, { ...benign, kind: "abuse" }, nowMs);
  expect(await parts.rulings.list(caseId)).toHaveLength(2);
});

/** A store on which `act` comes first, once, between the read and the write of a verdict. */
function overtaken(store: StandingStore, act: () => Promise<unknown>): StandingStore {
  let isFirst = true;
  return {
    ...store,
    async save(writes) {
      if (isFirst) {
        isFirst = false;
        await act();
      }
      return store.save(writes);
    },
  };
}

test("a batch that comes between is taken in, and the verdict given on its result", async () => {
  const { memory, parts, caseId } = await withCase();
  const more = reading(theft(30, 5));
  const standings = overtaken(memory.standings, () => assessorOn(memory)([more], nowMs));
  const given = await giveVerdict({ ...parts, standings }, caseId, benign, nowMs);
  expect(given.case.updatedMs).toBe(nightOf(30) + 5 * 60_000);
  expect(given.trustAfter).toBe(100);
  expect(await parts.rulings.list(caseId)).toHaveLength(1);
});

test("of two people who rule at once one is told that the case is no longer open", async () => {
  const { memory, parts, caseId } = await withCase();
  const standings = overtaken(memory.standings, () =>
    giveVerdict(parts, caseId, { ...benign, kind: "abuse" }, nowMs + 5),
  );
  await expect(giveVerdict({ ...parts, standings }, caseId, benign, nowMs)).rejects.toThrow(/no case case-.* is open/);
  // The one that took effect is the one that can be taken back.
  expect((await takeVerdictBack(parts, caseId, by, nowMs + 9)).exact).toBe(true);
  const undone = (await parts.rulings.list(caseId)).filter((record) => record.undone !== undefined);
  expect(undone.map((record) => record.case.ruling?.verdict)).toEqual(["abuse"]);
});

test("a store that cannot be reached leaves the case open, and the verdict can be given again", async () => {
  const { memory, parts, caseId } = await withCase();
  const before = await storedIn(memory.standings);
  const down = async (): Promise<never> => {
    throw new Error("cannot be reached");
  };
  const broken: Partial<VerdictParts>[] = [
    { standings: { ...memory.standings, save: down } },
    { rulings: { ...parts.rulings, put: down } },
  ];
  for (const bent of broken) {
    await expect(giveVerdict({ ...parts, ...bent }, caseId, benign, nowMs)).rejects.toThrow("cannot be reached");
    expect(await storedIn(memory.standings)).toEqual(before);
  }
  await expect(takeVerdictBack(parts, caseId, by, nowMs)).rejects.toThrow(/not in force/);
  await giveVerdict(parts, caseId, benign, nowMs);
  expect(await storedCase(memory)).toBeUndefined();
});

test("taken back after more was learned: the case is open again, the evidence counts, what was learned stays", async () => {
  const { memory, parts, caseId } = await withCase();
  await giveVerdict(parts, caseId, benign, nowMs);
  await assessorOn(memory)(nightsOfBackup(32).slice(31 * 6), nightOf(32));
  const taken = await takeVerdictBack(parts, caseId, by, nightOf(32));
  expect(taken).toMatchObject({ exact: false, case: { caseId } });
  const stored = (await memory.standings.load([backupKey])).get(backupKey);
  const standing = decodeStanding(stored?.bytes as Uint8Array);
  expect(standing.baseline.newestMs).toBeGreaterThan(nightOf(31));
  expect(currentTrust(standing, nowMs, watchOf(enforcing, backupKey))).toBeLessThan(40);
  expect(stored?.openCase?.ruling).toBeUndefined();
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    "an unknown case",
    async () => giveVerdict((await withCase()).parts, "case-x", benign, nowMs),
    /no case case-x is open/,
  ],
  [
    "a case nobody ruled on",
    async () => takeVerdictBack((await withCase()).parts, "case-x", by, nowMs),
    /nobody has ruled/,
  ],
  [
    "an undo without an owner",
    async () => takeVerdictBack((await withCase()).parts, "case-x", { owner: " ", reason: "x" }, nowMs),
    /needs an owner and a reason/,
  ],
  [
    "an undo where another case is open",
    async () => {
      const { memory, parts, caseId } = await withCase();
      await giveVerdict(parts, caseId, benign, nowMs);
      await assessorOn(memory)([reading(theft(40))], nightOf(40));
      return takeVerdictBack(parts, caseId, by, nightOf(40));
    },
    /of the same identity is open; rule on it first/,
  ],
  [
    "an undo done twice",
    async () => {
      const { parts, caseId } = await withCase();
      await giveVerdict(parts, caseId, benign, nowMs);
      await takeVerdictBack(parts, caseId, by, nowMs);
      return takeVerdictBack(parts, caseId, by, nowMs);
    },
    /not in force/,
  ],
])("%s is refused with what to do", async (_, act, sentence) => {
  const refusal = act();
  await expect(refusal).rejects.toThrow(VerdictRefusedError);
  await expect(refusal).rejects.toThrow(sentence);
});

test("an identity is found by its key, its name or a pattern, and explained as it is trusted", async () => {
  const { memory } = await withCase();
  for (const wanted of [backupKey, "backup", "*user/back*"]) {
    expect((await findStandings(memory.standings, wanted)).map(({ identityKey }) => identityKey)).toEqual([backupKey]);
  }
  expect(await findStandings(memory.standings, "back")).toEqual([]);
  const [stored] = await findStandings(memory.standings, backupKey);
  const explained = explainStanding(stored as NonNullable<typeof stored>, enforcing, nowMs);
  const standing = decodeStanding(stored?.bytes as Uint8Array);
  expect(explained.trust.trust).toBe(currentTrust(standing, nowMs, watchOf(enforcing, backupKey)));
  expect(explained).toMatchObject({ kind: "access-key-user", tier: "default", openCase: { identityKey: backupKey } });
  const actions = explained.baseline.dimensions.find(({ dimension }) => dimension === "action");
  expect(actions?.values[0]).toMatchObject({ name: "s3:GetObject", band: "frequent" });
  expect(explained.baseline.activeDays).toBe(30);
});
