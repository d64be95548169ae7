import fc from "fast-check";
import type { SignalKind } from "../../../lib/domain/detection/signal.ts";
import {
  type Allowance,
  isAllowed,
  isSameObservation,
  isWhole,
  mustBeNamed,
} from "../../../lib/domain/trust/allowance.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { decodeStanding, encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { anyContribution, anyText, contribution, noon } from "./contributions.ts";

const dayMs = 86_400_000;

const allowance = (bent: Partial<Allowance> = {}): Allowance => ({
  caseId: "case-1",
  owner: "team-storage",
  reason: "the new office",
  grantedMs: noon,
  fromMs: noon - dayMs,
  untilMs: noon + 30 * dayMs,
  allowed: [{ kind: "network", observed: "network 203.0.113.0/24", named: false }],
  ...bent,
});

test("an allowance holds for its kind, its observation and its time, and for nothing else", () => {
  const holds = (bent: Parameters<typeof contribution>[0]) => isAllowed([allowance()], contribution(bent));
  expect(holds({})).toBe(true);
  expect(holds({ timeMs: noon + 30 * dayMs })).toBe(true);
  expect(holds({ timeMs: noon + 30 * dayMs + 1 })).toBe(false);
  expect(holds({ timeMs: noon - dayMs - 1 })).toBe(false);
  expect(holds({ observed: "network 203.0.114.0/24" })).toBe(false);
  expect(holds({ kind: "region", family: "place" })).toBe(false);
  expect(isAllowed([], contribution())).toBe(false);
});

test("facts, foreign findings and sensitive rules are exempt only by name", () => {
  const signals = [
    contribution({ kind: "decoy", family: "credential", deterministic: true }),
    contribution({ kind: "external-finding", family: "intelligence", sensitive: true }),
    contribution({ kind: "rule-match", family: "rule", sensitive: true, observed: "rule x: X" }),
    contribution({ deterministic: true }),
  ];
  for (const signal of signals) {
    const { kind, observed } = signal;
    expect(mustBeNamed(signal)).toBe(true);
    expect(isAllowed([allowance({ allowed: [{ kind, observed, named: false }] })], signal)).toBe(false);
    expect(isAllowed([allowance({ allowed: [{ kind, observed, named: true }] })], signal)).toBe(true);
  }
  expect(mustBeNamed(contribution({ kind: "rule-match", family: "rule" }))).toBe(false);
});

test("of a count, less is allowed too and more is not", () => {
  const said = (kind: SignalKind, observed: string) => ({ kind, observed });
  const burst = said("rate-burst", "about 240 calls in one hour");
  expect(isSameObservation(burst, said("rate-burst", "about 90 calls in one hour"))).toBe(true);
  expect(isSameObservation(burst, said("rate-burst", "about 241 calls in one hour"))).toBe(false);
  expect(isSameObservation(burst, said("error-burst", "about 90 calls in one hour"))).toBe(false);
  expect(isSameObservation(burst, said("rate-burst", "about 90 failed calls in one hour"))).toBe(false);
  const action = said("action", "240 s3:GetObject");
  expect(isSameObservation(action, said("action", "9 s3:GetObject"))).toBe(false);
});

test("text that was cut never stands for anything, whatever it begins with", () => {
  const cut = `${"user-agent ".padEnd(117, "x")}...`;
  expect(isWhole(cut)).toBe(false);
  expect(isSameObservation({ kind: "user-agent", observed: cut }, { kind: "user-agent", observed: cut })).toBe(false);
});

test("no observation but the one that was allowed is exempt", () => {
  fc.assert(
    fc.property(anyContribution, (signal) => {
      const one = allowance();
      const isIt = signal.kind === "network" && signal.observed === one.allowed[0]?.observed;
      expect(isAllowed([one], signal) && !isIt).toBe(false);
    }),
  );
});

test("allowances come back from a standing's bytes", () => {
  const any = fc.record<Allowance>({
    caseId: anyText(30),
    owner: anyText(80),
    reason: anyText(300),
    grantedMs: fc.nat(),
    fromMs: fc.nat(),
    untilMs: fc.nat(),
    allowed: fc.array(
      fc.record({
        kind: fc.constantFrom<SignalKind>("network", "decoy", "threat-network"),
        observed: anyText(120),
        named: fc.boolean(),
      }),
      { maxLength: 40 },
    ),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 16 }), fc.maxSafeNat(), (allowances, ruledMs) => {
      const standing = emptyStanding();
      standing.allowances.push(...allowances);
      standing.ruledMs = ruledMs;
      const back = decodeStanding(encodeStanding(standing));
      expect(back.allowances).toEqual(allowances);
      expect(back.ruledMs).toBe(ruledMs);
    }),
    { numRuns: 50 },
  );
});
