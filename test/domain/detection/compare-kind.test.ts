import fc from "fast-check";
import { assess } from "../../../lib/domain/assess.ts";
import type { NetworkLookup } from "../../../lib/domain/behaviour/network-facts.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { eventIdOf, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

/** All of 192.0.2.0/24 is AWS's, and one real address, by which the warden knows that ranges are known. */
const networks: NetworkLookup = (address) => {
  const prefix = `${address.slice(0, address.lastIndexOf("."))}.0/24`;
  return /^(192\.0\.2\.|52\.94\.76\.)/.test(address)
    ? { prefix, kind: "public", awsService: "EC2", awsRegion: "eu-west-1" }
    : { prefix, kind: "public" };
};
const terms = termsFor(
  madeActor("lambda").identity.key,
  noRules,
  defaultPolicy,
  surroundingsOf(defaultPolicy, { networks }),
);

const calls = fc.array(
  fc.record({
    night: fc.nat(2),
    minute: fc.nat(50),
    sourceAddress: fc.constantFrom("192.0.2.10", "203.0.113.180", "203.0.113.181", "198.18.0.9", "10.0.0.7"),
    eventName: fc.constantFrom("GetObject", "PutObject"),
    session: fc.constantFrom("ASIAFIRST", "ASIASECOND"),
  }),
  { minLength: 2, maxLength: 12 },
);

test("a young workload outside of AWS is told, and its trust falls by it", () => {
  const activity = madeActivity({ sourceAddress: "203.0.113.180", timeMs: nightOf(0) });
  const { signals, trust } = assess(activity, madeActor("lambda"), emptyStanding(), terms, activity.timeMs);
  expect(signals).toMatchObject([{ kind: "workload-away", points: 12 }]);
  expect(trust).toBe(88);
});

test("what a young workload's kind makes of its calls does not depend on the order in which they come", () => {
  fc.assert(
    fc.property(calls, fc.infiniteStream(fc.nat()), (made, ranks) => {
      const events = made.map(({ night, minute, session, ...rest }, index) => ({
        rank: ranks.next().value as number,
        night,
        actor: madeActor("lambda", { accessKeyId: session, sessionStartedMs: nightOf(0) }),
        activity: madeActivity({ ...rest, eventId: eventIdOf(index), timeMs: nightOf(night) + minute * 60_000 }),
      }));
      const standingOf = (some: typeof events) => {
        const standing = emptyStanding();
        for (const { activity, actor } of some) assess(activity, actor, standing, terms, activity.timeMs);
        return Buffer.from(encodeStanding(standing)).toString("hex");
      };
      const byTime = [...events].sort((a, b) => a.activity.timeMs - b.activity.timeMs);
      // Records come within an hour: those of one night in any order.
      const byRank = [...events].sort((a, b) => a.night - b.night || a.rank - b.rank);
      expect(standingOf(byRank)).toBe(standingOf(byTime));
    }),
    { numRuns: 300 },
  );
});
