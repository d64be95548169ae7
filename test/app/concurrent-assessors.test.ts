import type { StandingStore } from "../../lib/app/ports.ts";
import type { Reading } from "../../lib/domain/event/activity.ts";
import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import { nightOf } from "../domain/learned.ts";
import {
  assessorOn,
  backupKey,
  type MemoryParts,
  memoryParts,
  nightsOfBackup,
  reading,
  storedIn,
  theft,
} from "./organisation-batches.ts";
import { readingTogether } from "./reading-together.ts";

const nights = 30;
const now = nightOf(nights) + 3_600_000;

async function assessedTogether(parts: MemoryParts, batches: readonly (readonly Reading[])[]) {
  const standings = readingTogether(parts.standings, batches.length);
  return Promise.all(batches.map((batch) => assessorOn(parts, { standings })(batch, now)));
}

test("two handlers on one identity at a time leave what one handler would have left", async () => {
  const history = nightsOfBackup(nights);
  const alone = memoryParts();
  await assessorOn(alone)(history, now);
  for (const parity of [0, 1]) {
    const shared = memoryParts();
    // Each night's calls are split between the two, so both of them see every night.
    for (let night = 0; night < nights; night++) {
      const calls = history.slice(night * 6, night * 6 + 6);
      const halves = [0, 1].map((half) => calls.filter((_, index) => index % 2 === (half + parity) % 2));
      const reports = await assessedTogether(shared, halves);
      expect(reports.map(({ standingConflicts }) => standingConflicts).sort()).toEqual([0, 1]);
    }
    expect(await storedIn(shared.standings)).toEqual(await storedIn(alone.standings));
  }
});

test("evidence that two handlers see in parts comes together: neither part is lost, and the key is contained once", async () => {
  const parts = memoryParts();
  await assessorOn(parts)(nightsOfBackup(nights), now);
  const steps = [0, 1].map((minute) => [reading(theft(nights, minute))]);
  const reports = await assessedTogether(parts, steps);
  expect(reports.map(({ standingConflicts }) => standingConflicts).sort()).toEqual([0, 1]);
  expect(parts.playbooks.started()).toHaveLength(1);
  expect(new Set(parts.notices.sent().map(({ caseId }) => caseId)).size).toBe(1);
  const [stored] = await storedIn(parts.standings);
  expect(stored).toMatchObject({ key: backupKey, openCase: { action: "contain" } });
});

test("a handler that has told and contained, and then meets a conflict, tells and contains no second time", async () => {
  for (const theftFirst of [true, false]) {
    const parts = memoryParts();
    await assessorOn(parts)(nightsOfBackup(nights), now);
    const starts: string[] = [];
    const playbooks = {
      start: async (request: ContainmentRequest) => {
        starts.push(request.containmentId);
        return parts.playbooks.start(request);
      },
    };
    const [stolen, ordinary] = [[reading(theft(nights))], nightsOfBackup(nights + 1).slice(-6)];
    const batches = theftFirst ? [stolen, ordinary] : [ordinary, stolen];
    const reports = await assessedTogether({ ...parts, playbooks: { ...parts.playbooks, ...playbooks } }, batches);
    expect(reports.reduce((sum, { standingConflicts }) => sum + standingConflicts, 0)).toBe(1);
    expect(parts.notices.sent()).toHaveLength(1);
    expect(starts).toHaveLength(1);
    expect((await storedIn(parts.standings))[0]?.openCase).toMatchObject({ containmentIds: starts });
  }
});

test("a conflict counts, is assessed again, and reports its assessments once", async () => {
  const parts = memoryParts();
  await assessorOn(parts)(nightsOfBackup(nights), now);
  const steps = [0, 1].map((minute) => [reading(theft(nights, minute))]);
  const reports = await assessedTogether(parts, steps);
  for (const { assessments } of reports) expect(assessments).toHaveLength(1);
});

test("a standing that never holds still is given back to the queue after twenty tries, with pauses in between", async () => {
  const parts = memoryParts();
  const pauses: number[] = [];
  const standings: StandingStore = {
    ...parts.standings,
    save: async (writes) => writes.map((write) => write.identityKey),
  };
  const assess = assessorOn(parts, { standings, pause: async (attempt) => pauses.push(attempt) });
  await expect(assess(nightsOfBackup(1), now)).rejects.toThrow(/changed 20 times.*user\/backup.*retried/);
  expect(pauses).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
});

test("only the identity that met a conflict is assessed again", async () => {
  const parts = memoryParts();
  const asked: (readonly string[])[] = [];
  let refuse = true;
  const standings: StandingStore = {
    ...parts.standings,
    load: async (keys) => {
      asked.push(keys);
      return parts.standings.load(keys);
    },
    save: async (writes) => {
      const refused = refuse ? writes.filter(({ identityKey }) => identityKey === backupKey) : [];
      refuse = false;
      await parts.standings.save(writes.filter((write) => !refused.includes(write)));
      return refused.map(({ identityKey }) => identityKey);
    },
  };
  const other = theft(0, 0);
  const arn = "arn:aws:iam::111122223333:user/other";
  const report = await assessorOn(parts, { standings })(
    [...nightsOfBackup(1), reading({ ...other, user: { ...other.user, arn, userName: "other" } })],
    now,
  );
  expect(asked).toEqual([[backupKey, arn], [backupKey]]);
  expect(report).toMatchObject({ identities: 2, standingWrites: 3, standingConflicts: 1 });
});
