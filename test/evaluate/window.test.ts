import { without } from "../../evaluate/ablation.ts";
import { evaluatedOrganisation, measuredFromMs, runBenign } from "../../evaluate/benign-run.ts";
import { fellTo, openedInTime, recordsUntil } from "../../evaluate/detection.ts";
import { amongOrdinaryLife, runPrepared } from "../../evaluate/prepared-attack.ts";
import { silent } from "../../evaluate/progress.ts";
import { builtInSettings } from "../../evaluate/warden.ts";
import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { attackCatalogue } from "../../lib/local/organisation/attacks/catalogue.ts";

const made = evaluatedOrganisation(62, 3);
const startMs = measuredFromMs + 2 * 86_400_000 + 11 * 3_600_000;

async function measured() {
  const settings = await builtInSettings();
  const run = await runBenign(settings, made, silent);
  const theft = attackCatalogue["stolen-access-key"]?.({ organisation: made, startMs });
  if (theft === undefined) throw new Error("expected the demonstration's theft of a key");
  const attack = theft.attackSteps().map(({ record }) => record);
  const prepared = (records: readonly CloudTrailRecord[]) =>
    amongOrdinaryLife("theft", made, [theft.identityKey], records);
  return { settings, run, attack, prepared };
}

const ready = measured();

test("a benign run keeps what was stored on each measured morning, and is told apart by day", async () => {
  const { run } = await ready;
  expect(run.mornings.size).toBe(9);
  expect(run.records).toBeGreaterThan(1_000);
  expect([...run.lowest.values()].every((days) => days.size <= 9)).toBe(true);
});

test("a theft among ordinary calls is found, counted in its own records, and would not have been without it", async () => {
  const { settings, run, attack, prepared } = await ready;
  const window = prepared(attack);
  expect(window.window.length).toBeGreaterThan(attack.length);
  const [first] = await runPrepared(settings, run, [window], silent);
  const outcome = first?.outcome;
  if (outcome === undefined) throw new Error("expected an outcome");
  expect(outcome.attackRecords).toBe(attack.length);
  expect(outcome.lowest).toEqual([...outcome.lowest].sort((a, b) => b - a));
  expect(outcome.fallen).toEqual([{ lowest: outcome.lowest.at(-1), lowestWithout: 100 }]);
  expect(openedInTime(outcome)).toBe(true);
  expect(fellTo(60, outcome)).toBe(true);
  expect(recordsUntil(60, outcome)).toBe(outcome.alert);
  expect(fellTo(60, { ...outcome, playbooks: [], fallen: [{ lowest: 20, lowestWithout: 50 }] })).toBe(false);
  expect(outcome.playbooks).toEqual(["disable-access-key"]);
  expect(outcome.evidence.length).toBeGreaterThan(0);
  expect((await runPrepared(settings, run, [window], silent))[0]?.outcome).toEqual(outcome);
});

test("records that continue the identity's own life are no attack", async () => {
  const { settings, run } = await ready;
  const backup = made.identities.find(({ name }) => name === "nightly-backup");
  const own = [...made.recordsOf(backup?.key as string)]
    .filter(({ timeMs }) => timeMs >= measuredFromMs && timeMs < measuredFromMs + 86_400_000)
    .map(({ timeMs, record }) => ({ timeMs, record, attack: true }));
  const day = Math.floor(measuredFromMs / 86_400_000);
  const [same] = await runPrepared(settings, run, [{ about: "itself", day, window: own }], silent);
  expect(same?.outcome.review).toBeUndefined();
  expect(same?.outcome.playbooks).toEqual([]);
});

test("a family that is switched off takes nothing from trust", async () => {
  const { settings, run, attack, prepared } = await ready;
  const [all] = await runPrepared(settings, run, [prepared(attack)], silent);
  const [fewer] = await runPrepared(without(settings, "network"), run, [prepared(attack)], silent);
  expect(all?.outcome.evidence.map(({ kind }) => kind)).toContain("network");
  expect(fewer?.outcome.evidence.map(({ kind }) => kind)).not.toContain("network");
});

test("an attack that begins in the warm-up is refused, with its day", async () => {
  const { settings, run } = await ready;
  const early = { about: "early", day: Math.floor(measuredFromMs / 86_400_000) - 1, window: [] };
  await expect(runPrepared(settings, run, [early], silent)).rejects.toThrow(/2026-03-22.*no measured day/);
});
