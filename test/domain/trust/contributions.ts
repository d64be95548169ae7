import fc from "fast-check";
import { signalFamilies, signalKinds } from "../../../lib/domain/detection/signal.ts";
import type { Contribution } from "../../../lib/domain/trust/contribution.ts";

export const noon = Date.UTC(2026, 2, 2, 12);

export const contribution = (bent: Partial<Contribution> = {}): Contribution => ({
  kind: "network",
  family: "network",
  observed: "network 203.0.113.0/24",
  expected: "192.0.2.0/24 (30 of 30 days)",
  band: "unseen",
  bits: 5.95,
  points: 30,
  deterministic: false,
  sensitive: false,
  eventId: "11111111-2222-4333-8444-555555555555",
  timeMs: noon,
  credential: 0,
  ...bent,
});

/** Any text at all, half surrogate pairs among it. */
export const anyText = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength }).map((units) => String.fromCharCode(...units));

const hundredths = (most: number) => fc.integer({ min: 0, max: most * 100 }).map((value) => value / 100);

export const anyContribution = fc.record<Contribution>({
  kind: fc.constantFrom(...signalKinds),
  family: fc.constantFrom(...signalFamilies),
  observed: anyText(120),
  expected: anyText(120),
  band: fc.constantFrom(undefined, "frequent", "infrequent", "rare", "unseen"),
  bits: hundredths(40),
  points: fc.integer({ min: 1, max: 10_000 }).map((value) => value / 100),
  deterministic: fc.boolean(),
  sensitive: fc.boolean(),
  eventId: anyText(128),
  timeMs: fc.integer({ min: noon - 20 * 86_400_000, max: noon }),
  credential: fc.constantFrom(0, 0, 0, 1, 0xffffffff),
});
