import { memorySettings } from "../../lib/adapters/memory/settings.ts";
import { changeSettings, undoSettings } from "../../lib/app/change-settings.ts";
import { createLivePolicy } from "../../lib/app/live-policy.ts";
import type { LiveSettings } from "../../lib/domain/response/live-settings.ts";
import type { Policy } from "../../lib/domain/response/policy.ts";
import { nightOf } from "../domain/learned.ts";
import { deployedOf } from "../domain/response/made-settings.ts";
import { assessorOn, enforcing, learnedParts, reading, theft } from "./organisation-batches.ts";

const nights = 30;
const now = nightOf(nights) + 60_000;
const note = { by: "Ana", atMs: 1, reason: "why" };

test("a policy that changes while the assessor lives holds from the next batch on, for identities seen before too", async () => {
  const parts = await learnedParts();
  let policy: Policy = { ...enforcing, thresholds: { review: 0, alert: 0, contain: 0 } };
  const assess = assessorOn(parts, { policy: () => policy });
  expect((await assess([reading(theft(nights))], now)).alerts).toEqual([]);
  policy = { ...enforcing };
  const report = await assess([reading(theft(nights, 1))], now + 60_000);
  expect(report.containments).toHaveLength(1);
});

test("live settings weigh the signals of a running assessor, and their undo takes it back", async () => {
  const store = memorySettings();
  const set = (change: Partial<LiveSettings>) =>
    changeSettings(store, (settings) => ({ ...settings, ...change }), "set", note);
  const kinds = async () => {
    const parts = await learnedParts();
    const live = createLivePolicy({ deployed: deployedOf({}), builtInRules: [], store });
    const assess = assessorOn(parts, { policy: live.policy });
    await live.refresh(now);
    const { assessments } = await assess([reading(theft(nights))], now);
    return assessments.flatMap(({ signals }) => signals.map(({ kind }) => kind));
  };
  const plain = await kinds();
  expect(plain).toContain("network");
  await set({ signalWeights: { network: 0 } });
  expect(await kinds()).toEqual(plain.filter((kind) => kind !== "network"));
  await undoSettings(store, note, undefined);
  expect(await kinds()).toEqual(plain);
});
