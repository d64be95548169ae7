import fc from "fast-check";
import { assessSession } from "../../lib/domain/assess.ts";
import { type IdentityKind, identityKinds } from "../../lib/domain/identity/identity.ts";
import { defaultPolicy, type Policy } from "../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { assessAll, eventIdOf, learned, nightlyBackup, nightOf, shownBy, termsOf } from "./learned.ts";
import { madeActivity, madeActor } from "./made-activity.ts";

const nights = 30;
const odd = madeActivity({ eventId: eventIdOf(0xdead), timeMs: nightOf(nights), sourceAddress: "203.0.113.77" });
const policyWith = (changes: Partial<Policy>): Policy => ({ ...defaultPolicy, ...changes });
const networkPoints = (kind: IdentityKind, policy: Policy) => {
  const actor = madeActor(kind);
  const { signals } = shownBy(learned(nightlyBackup(nights), { actor }), odd, { actor, policy });
  return signals.find((signal) => signal.kind === "network")?.points;
};

test("a kind's weight multiplies what its identities lose, and leaves every other kind alone", () => {
  const plain = networkPoints("lambda", defaultPolicy) as number;
  const heavy = policyWith({ kindWeights: { lambda: 1.5 } });
  expect(networkPoints("lambda", heavy)).toBeCloseTo(plain * 1.5, 1);
  expect(networkPoints("ec2", heavy)).toBe(networkPoints("ec2", defaultPolicy));
  expect(networkPoints("lambda", policyWith({ kindWeights: { lambda: 0.5 } }))).toBeCloseTo(plain / 2, 1);
});

test("both weights count together, never above 100 points, and a signal that is switched off stays off", () => {
  const both = policyWith({ kindWeights: { lambda: 2 }, signalWeights: { network: 0.5 } });
  expect(networkPoints("lambda", both)).toBe(networkPoints("lambda", defaultPolicy));
  expect(networkPoints("lambda", policyWith({ kindWeights: { lambda: 2 }, signalWeights: { network: 0 } }))).toBe(
    undefined,
  );
  const weight = fc.integer({ min: 5, max: 20 }).map((tenths) => tenths / 10);
  fc.assert(
    fc.property(fc.constantFrom(...identityKinds), weight, weight, (kind, ofKind, ofSignal) => {
      const policy = policyWith({ kindWeights: { [kind]: ofKind }, signalWeights: { network: ofSignal } });
      expect(networkPoints(kind, policy) ?? 0).toBeLessThanOrEqual(100);
    }),
    { numRuns: 20 },
  );
});

test("what a session shows of the identity that it was issued for is weighed by that one's kind", () => {
  const issued = {
    identityKey: "arn:aws:iam::111122223333:role/worker",
    accountId: "111122223333",
    kind: "lambda" as const,
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    sessionName: "worker",
    issuedMs: nightOf(nights),
    makerKey: "service:lambda.amazonaws.com",
    makerAccessKeyId: undefined,
    subject: undefined,
  };
  const lossUnder = (policy: Policy) => {
    const actor = madeActor("lambda");
    const standing = emptyStanding();
    const terms = termsOf({ actor, policy });
    const asker = madeActor("aws-service");
    for (let night = 0; night < nights; night++) {
      const activity = madeActivity({ eventId: eventIdOf(night), timeMs: nightOf(night), eventName: "AssumeRole" });
      assessSession(activity, asker, { ...issued, issuedMs: nightOf(night) }, standing, terms);
      assessAll(standing, [madeActivity({ eventId: eventIdOf(1_000 + night), timeMs: nightOf(night) })], {
        actor,
        policy,
      });
    }
    const stranger = { ...issued, makerKey: "arn:aws:iam::999988887777:user/stranger" };
    const last = madeActivity({ eventId: eventIdOf(0xbeef), timeMs: nightOf(nights), eventName: "AssumeRole" });
    return assessSession(last, madeActor(), stranger, standing, terms).map(({ points }) => points);
  };
  const plain = lossUnder(defaultPolicy);
  expect(plain.length).toBeGreaterThan(0);
  const heavy = lossUnder(policyWith({ kindWeights: { lambda: 0.5 } }));
  for (const [at, points] of plain.entries()) expect(heavy[at]).toBeCloseTo(points / 2, 1);
});
