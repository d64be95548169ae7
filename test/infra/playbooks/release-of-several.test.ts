import type { PlaybookName } from "../../../lib/domain/response/decision.ts";
import { effect } from "./effects.ts";
import type { Failure } from "./inject-failures.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

/** Another playbook for the same user or role; of resources nobody keeps tags. */
const beside = {
  "disable-access-key": "revoke-user-sessions",
  "revoke-user-sessions": "disable-access-key",
  "quarantine-user": "disable-access-key",
  "deny-role-session": "revoke-role-sessions",
  "revoke-role-sessions": "deny-role-session",
  "quarantine-role": "deny-role-session",
  "pin-instance-location": "deny-role-session",
  "disable-service-credential": "disable-access-key",
  "deny-oidc-claim": "deny-role-session",
  "deny-service-account": "deny-role-session",
  "deny-foreign-principal": "deny-role-session",
} as const satisfies Partial<Record<PlaybookName, PlaybookName>>;
const marked = Object.keys(beside) as (keyof typeof beside)[];
const failures: readonly Failure[] = ["refused", "lost"];

const session = (place: Stage, name: string) =>
  ({ playbook: "deny-role-session", accountId, roleName: "deploy", principalId: `${place.roleId}:${name}` }) as const;

const several = {
  "deny-role-session": {
    state: "PutShorterPolicy",
    requests: (place: Stage) => ["one", "two"].map((name) => place.request(session(place, name))),
  },
  "revoke-role-sessions": {
    state: "PutEarlierPolicy",
    requests: (place: Stage) => [1, 2].map(() => place.request(targetOf("revoke-role-sessions", place))),
  },
} as const;

describe("the release of one of several containments of the same principal, where IAM fails", () => {
  const rows = (["deny-role-session", "revoke-role-sessions"] as const).flatMap((playbook) =>
    failures.map((failure) => [several[playbook].state, playbook, failure] as const),
  );

  it.each(rows)("in %s of %s, %s: it stands, or is undone whole", async (state, playbook, failure) => {
    const failing: Record<string, Failure> = {};
    const place = await stage({ failing, only: playbook });
    const [first, second] = several[playbook].requests(place);
    if (first === undefined || second === undefined) throw new Error("two are contained");
    await place.contain(first);
    const policies = () => JSON.stringify(place.account.state().roles.get("deploy")?.inlinePolicies);
    const alone = policies();
    await place.contain(second);
    const both = policies();
    expect(both).not.toBe(alone);
    failing[state] = failure;
    const { record, path } = await place.release(second);
    expect(path).toContain(state);
    expect(record["state"]).toBe(failure === "lost" ? "released" : "contained");
    expect(policies()).toBe(failure === "lost" ? alone : both);
    expect(place.notices).toHaveLength(3);
  });

  it.each(marked.flatMap((playbook) => failures.map((failure) => [playbook, failure] as const)))(
    "in MarkOthers of %s, %s: it is released, and says that tags are left",
    async (playbook, failure) => {
      const failing: Record<string, Failure> = {};
      const place = await stage({ failing });
      await place.contain(place.request(targetOf(beside[playbook], place)));
      const alone = effect(place);
      const request = place.request(targetOf(playbook, place));
      await place.contain(request);
      failing["MarkOthers"] = failure;
      const { record, path } = await place.release(request);
      expect(path).toContain("MarkOthers");
      expect(record).toMatchObject({ state: "released", detail: expect.stringContaining("still carries tags") });
      expect(effect(place)).toBe(alone);
    },
  );
});
