import { sessionKey } from "../../../lib/domain/behaviour/session-links.ts";
import type { Signal } from "../../../lib/domain/detection/signal.ts";
import type { Case } from "../../../lib/domain/response/case.ts";
import { callsForAnother, type EndedContainment } from "../../../lib/domain/response/restart.ts";
import { madeActivity, madeActor } from "../made-activity.ts";
import { contribution } from "../trust/contributions.ts";
import { madeTarget, principalIds } from "./made-targets.ts";

const endedMs = Date.UTC(2026, 2, 2, 12);
const key = "ASIAIOSFODNN7EXAMPLE";
const file = { sessions: [{ key: sessionKey(key), maker: "", families: [], fact: true }] } as unknown as Case;
const innocent = { sessions: [{ key: sessionKey(key), maker: "", families: [], fact: false }] } as unknown as Case;

const signal = (timeMs: number, deterministic: boolean): Signal => {
  const { credential: _, ...made } = contribution({ timeMs, deterministic });
  return made;
};
function calls(
  state: EndedContainment["state"],
  { atMs = endedMs + 60_000, startedMs = endedMs - 60_000, fact = false, of = file } = {},
) {
  return callsForAnother({ state, target: madeTarget("deny-role-session"), endedMs }, of, {
    activity: madeActivity({ timeMs: atMs }),
    actor: madeActor("ec2", { accessKeyId: key, principalId: principalIds[0], sessionStartedMs: startedMs }),
    signals: [signal(atMs, fact)],
  });
}

test.each(["released", "refused", "failed"] as const)(
  "what was %s is not started again by what people knew",
  (state) => {
    expect(calls(state)).toBe(false);
    expect(calls(state, { atMs: endedMs - 1, fact: true })).toBe(false);
    expect(calls(state, { atMs: endedMs, fact: true })).toBe(false);
  },
);

test.each(["released", "refused", "failed"] as const)(
  "what was %s is by a fact, or a misused session, that came after",
  (state) => {
    expect(calls(state, { fact: true })).toBe(true);
    expect(calls(state, { startedMs: endedMs + 1 })).toBe(true);
    expect(calls(state, { startedMs: endedMs + 1, of: innocent })).toBe(false);
  },
);

test("while it holds, only a role's sessions that began after its revocation are not covered", () => {
  expect(calls("contained", { fact: true, startedMs: endedMs + 1 })).toBe(false);
  const revoked = { state: "contained", target: madeTarget("revoke-role-sessions"), endedMs } as const;
  const by = (startedMs: number) =>
    callsForAnother(revoked, file, {
      activity: madeActivity({ timeMs: endedMs + 60_000 }),
      actor: madeActor("ec2", { accessKeyId: key, sessionStartedMs: startedMs }),
      signals: [],
    });
  expect([by(endedMs), by(endedMs + 1)]).toEqual([false, true]);
});

test("a record without a readable time starts nothing", () => {
  const ended = { state: "released", target: madeTarget("disable-access-key"), endedMs: Number.NaN } as const;
  const evidence = { activity: madeActivity(), actor: madeActor(), signals: [signal(endedMs + 1, true)] };
  expect(callsForAnother(ended, file, evidence)).toBe(false);
});
