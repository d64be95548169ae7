import fc from "fast-check";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor } from "../../../lib/domain/identity/identity.ts";
import {
  type CredentialUse,
  enforcementMarginMs,
  trailProof,
  useOf,
  withProof,
} from "../../../lib/domain/response/containment-proof.ts";
import { type ContainmentTarget, type PlaybookName, trustPlaybooks } from "../../../lib/domain/response/decision.ts";
import { madeActivity, madeActor } from "../made-activity.ts";
import { accessKeyId, madeTarget, principalIds } from "./made-targets.ts";

const startedMs = Date.UTC(2026, 2, 2, 12);
const minuteMs = 60_000;
const [own, other] = principalIds;

const seen = (playbook: PlaybookName, actor: Partial<Actor>, activity: Partial<Activity> = {}) => {
  const target: ContainmentTarget = madeTarget(playbook);
  return useOf(madeActivity({ timeMs: startedMs + minuteMs, ...activity }), madeActor("ec2", actor), {
    target,
    startedMs,
  });
};
const denial = (message: string) => ({ errorCode: "AccessDenied", record: { errorMessage: message } });
const explicit = denial(
  "User: … is not authorized to perform: s3:PutObject with an explicit deny in an identity-based policy",
);

test("only the contained credential is judged", () => {
  expect(seen("disable-access-key", { accessKeyId })).toMatchObject({ result: "worked", action: "s3:PutObject" });
  expect(seen("disable-access-key", { accessKeyId: "AKIAI44QH8DHBEXAMPLE" })).toBeUndefined();
  expect(seen("deny-role-session", { principalId: own })).toMatchObject({ result: "worked" });
  expect(seen("deny-role-session", { principalId: other })).toBeUndefined();
  expect(seen("revoke-user-sessions", { accessKeyId: "ASIAIOSFODNN7EXAMPLE" })).toMatchObject({ result: "worked" });
  expect(seen("revoke-user-sessions", { accessKeyId })).toBeUndefined();
  expect(seen("revoke-role-sessions", { sessionStartedMs: startedMs - 1 })).toMatchObject({ result: "worked" });
  expect(seen("revoke-role-sessions", { sessionStartedMs: startedMs + 1 })).toBeUndefined();
  expect(seen("revoke-role-sessions", { sessionStartedMs: undefined })).toBeUndefined();
  for (const all of ["quarantine-user", "quarantine-role"] as const) {
    expect(seen(all, { accessKeyId })).toMatchObject({ result: "worked" });
  }
  // What the role's sessions do says nothing of its trust.
  for (const trust of trustPlaybooks) expect(seen(trust, { principalId: own, sessionStartedMs: 0 })).toBeUndefined();
});

test("a certificate's later sessions prove its deny by a session policy's denial, and nothing else", () => {
  const bySessionPolicy = denial(
    "… is not authorized to perform: s3:PutObject with an explicit deny in a session policy",
  );
  const newer = { sourceIdentity: "build-7.plant.example", sessionStartedMs: startedMs + 1 };
  const of = (actor: Partial<Actor>, bent: Partial<Activity>) => seen("restrict-trust-profile", actor, bent)?.result;
  expect(of(newer, bySessionPolicy)).toBe("denied");
  // It may have come through another profile, where it works, or be refused for another reason.
  for (const bent of [{}, explicit, denial("no reason"), { errorCode: "InvalidClientTokenId" }]) {
    expect(of(newer, bent)).toBeUndefined();
  }
  for (const other of [
    { ...newer, sourceIdentity: "build-8.plant.example" },
    { ...newer, sourceIdentity: undefined },
    { ...newer, sessionStartedMs: startedMs },
    { ...newer, sessionStartedMs: undefined },
  ]) {
    expect(of(other, bySessionPolicy)).toBeUndefined();
  }
  // Whatever the role's credentials do says nothing of one session of an agent.
  expect(seen("stop-agent-session", newer)).toBeUndefined();
});

test("a pinned instance's credentials are judged by where they are used", () => {
  const from = (sourceAddress: string | undefined, bent: Partial<Activity> = {}) =>
    seen("pin-instance-location", { principalId: own }, { sourceAddress, ...bent })?.result;
  expect(from("192.0.2.66")).toBe("worked");
  expect(from("192.0.2.66", explicit)).toBe("denied");
  expect(from("2001:db8:2::1")).toBe("worked");
  // From home the instance works on, and an endpoint or a private address may be its own.
  for (const home of ["203.0.113.10", "198.51.100.15", "2001:db8:1::7", "10.0.0.7", "AWS Internal", undefined]) {
    expect(from(home)).toBeUndefined();
  }
  expect(from("198.51.100.16")).toBe("worked");
  expect(from("192.0.2.66", { vpcEndpointId: "vpce-0123456789abcdef0" })).toBeUndefined();
  expect(seen("pin-instance-location", { principalId: other }, { sourceAddress: "192.0.2.66" })).toBeUndefined();
  expect(seen("pin-instance-location", { principalId: undefined }, { sourceAddress: "192.0.2.66" })).toBeUndefined();
});

test("no record says that it was done with a service-specific credential of a user", () => {
  for (const key of [accessKeyId, undefined]) {
    expect(seen("disable-service-credential", { accessKeyId: key })).toBeUndefined();
  }
});

test("calls that nothing can deny, and those of services, say nothing", () => {
  for (const eventName of ["GetCallerIdentity", "GetSessionToken"]) {
    expect(seen("deny-role-session", { principalId: own }, { service: "sts", eventName })).toBeUndefined();
  }
  expect(seen("deny-role-session", { principalId: own, invokedBy: "athena.amazonaws.com" })).toBeUndefined();
});

test("a refusal proves something only where the containment is its cause", () => {
  const result = (activity: Partial<Activity>) => seen("deny-role-session", { principalId: own }, activity)?.result;
  expect(result(explicit)).toBe("denied");
  expect(result({ errorCode: "InvalidClientTokenId" })).toBe("denied");
  const neverAllowed = "is not authorized to perform: iam:ListUsers because no identity-based policy allows it";
  expect(result(denial(neverAllowed))).toBeUndefined();
  expect(result({ errorCode: "NoSuchBucket" })).toBeUndefined();
  expect(result({ errorCode: "AccessDenied", record: { errorMessage: 7 } })).toBeUndefined();
});

const use = (offsetMs: number, result: CredentialUse["result"]): CredentialUse => ({
  timeMs: startedMs + offsetMs,
  eventId: `event-${offsetMs}-${result}`,
  action: "s3:GetObject",
  result,
});

test("silence is no proof, a denial is, and one success is a failure whatever else there is", () => {
  const margin = enforcementMarginMs;
  expect(trailProof(startedMs, [])).toEqual({ level: "UNPROVEN" });
  expect(trailProof(startedMs, [use(margin, "worked"), use(margin - 1, "denied")])).toEqual({ level: "UNPROVEN" });
  expect(trailProof(startedMs, [use(margin, "worked"), use(margin + 1, "denied")])).toMatchObject({ level: "PROVEN" });
  const worked = use(margin + 2, "worked");
  expect(trailProof(startedMs, [use(margin + 9, "denied"), worked, use(margin + 1, "denied")])).toEqual({
    level: "FAILED",
    timeMs: worked.timeMs,
    eventId: worked.eventId,
    action: "s3:GetObject",
  });
  expect(trailProof(Number.NaN, [worked])).toEqual({ level: "UNPROVEN" });
});

const anyUse = fc.tuple(
  fc.integer({ min: -20_000, max: 60_000 }),
  fc.constantFrom("worked" as const, "denied" as const),
);

test("the proof depends on what was seen, not on its order or repetition; more of it never turns FAILED into PROVEN", () => {
  const rank = { UNPROVEN: 0, PROVEN: 1, FAILED: 2 } as const;
  fc.assert(
    fc.property(
      fc
        .array(anyUse, { maxLength: 8 })
        .chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.shuffledSubarray(list)),
        ),
      ([list, shuffled, some]) => {
        const proof = (uses: typeof list) =>
          trailProof(
            startedMs,
            uses.map(([at, result]) => use(at, result)),
          );
        expect(proof([...shuffled, ...some])).toEqual(proof(list));
        expect(rank[proof(some).level]).toBeLessThanOrEqual(rank[proof(list).level]);
      },
    ),
  );
});

test("a containment that failed stays failed, and one that was proven is not proven twice", () => {
  const containment = { containmentId: "c-1", target: madeTarget("deny-role-session"), startedMs };
  expect(withProof(containment, { level: "UNPROVEN" })).toBe(containment);
  const proven = withProof(containment, trailProof(startedMs, [use(20_000, "denied")]));
  expect(proven.shown?.level).toBe("PROVEN");
  expect(withProof(proven, trailProof(startedMs, [use(30_000, "denied")]))).toBe(proven);
  const failed = withProof(proven, trailProof(startedMs, [use(40_000, "worked")]));
  expect(failed.shown).toMatchObject({ level: "FAILED", timeMs: startedMs + 40_000 });
  expect(withProof(failed, trailProof(startedMs, [use(50_000, "denied")]))).toBe(failed);
});
