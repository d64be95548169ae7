import type { Assessment } from "../../../lib/domain/response/assessment.ts";
import type { Case } from "../../../lib/domain/response/case.ts";
import { continueCase, withContainment } from "../../../lib/domain/response/case-file.ts";
import { defaultGuardRails } from "../../../lib/domain/response/guard-rails.ts";
import { requestContainment } from "../../../lib/domain/response/request-containment.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const noon = Date.UTC(2026, 2, 2, 12);
const minuteMs = 60_000;
const role = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "worker" } as const;
const key = {
  playbook: "disable-access-key",
  accountId: "111122223333",
  userName: "backup",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
} as const;

/** A deviation by a session that began at a time. */
const deviation = (sessionStartedMs: number | undefined): Assessment => ({
  activity: madeActivity({ timeMs: noon }),
  actor: madeActor("ec2", { sessionStartedMs }),
  findings: [],
  signals: [
    {
      kind: "outside-workload",
      family: "credential",
      observed: "used elsewhere",
      expected: "used at home",
      band: "unseen",
      bits: 0,
      points: 90,
      deterministic: true,
      sensitive: true,
      eventId: "event",
      timeMs: noon,
    },
  ],
  trust: 10,
  losses: [],
  decision: { action: "contain", reasons: [], target: role },
});

const opened = continueCase(undefined, deviation(noon - 60 * minuteMs)) as Case;
const requestFor = (file: Case, sessionStartedMs: number | undefined, target: typeof role | typeof key = role) =>
  requestContainment(file, target, deviation(sessionStartedMs), noon, { rails: defaultGuardRails });
const idFor = (...about: Parameters<typeof requestFor>) => requestFor(...about).containmentId;

const first = idFor(opened, noon - 60 * minuteMs);
const contained = withContainment(opened, requestFor(opened, noon - 60 * minuteMs), noon);

test("sessions that the revocation covers, its margin included, are the same containment", () => {
  for (const startedMs of [noon - 600 * minuteMs, noon, noon + 30_000]) expect(idFor(contained, startedMs)).toBe(first);
  expect(idFor(contained, undefined)).toBe(first);
});

test("a session that began after the revocation is another containment, each such session one", () => {
  const second = idFor(contained, noon + 31_000);
  expect(second).not.toBe(first);
  expect(idFor(contained, noon + 31_000)).toBe(second);
  expect(idFor(contained, noon + 40 * minuteMs)).not.toBe(second);
  const again = withContainment(contained, requestFor(contained, noon + 31_000), noon + minuteMs);
  expect(again.containmentIds).toEqual([first, second]);
  expect(idFor(again, noon + 31_000)).toBe(first);
});

test("handlers that contain the first time at once name the same containment, whichever session they saw", () => {
  expect(idFor(opened, noon - minuteMs)).toBe(idFor(opened, noon - 90 * minuteMs));
});

test("a disabled key stays disabled: no session makes it another containment", () => {
  const disabled = withContainment(opened, requestFor(opened, undefined, key), noon);
  expect(idFor(disabled, noon + 60 * minuteMs, key)).toBe(idFor(opened, undefined, key));
});
