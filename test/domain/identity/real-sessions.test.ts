import type { SessionIssued } from "../../../lib/domain/identity/identity.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { sessionsIssued } from "../../../lib/domain/identity/sessions-issued.ts";
import { activitiesOf, type RawRecord, type SetName, setNames, tally } from "../event/cloudtrail-sets.ts";

function issuedIn(name: SetName): SessionIssued[] {
  return activitiesOf(name).flatMap((activity) => sessionsIssued(activity, resolveActor(activity)) ?? []);
}

describe("the sessions that were issued in real accounts", () => {
  it("lead from the stolen instance credentials back to EC2, which issued them", () => {
    const issued = issuedIn("otrf-ec2-proxy-s3-exfil");
    const used = new Set(
      activitiesOf("otrf-ec2-proxy-s3-exfil").flatMap(({ user }) =>
        user.type === "AssumedRole" ? [user.accessKeyId] : [],
      ),
    );
    const source = issued.filter((session) => used.has(session.accessKeyId));
    expect(source.length).toBeGreaterThan(0);
    for (const session of source)
      expect(session).toMatchObject({
        kind: "ec2",
        sessionName: "i-0317f6c6b66ae9c40",
        makerKey: "service:ec2.amazonaws.com",
      });
  });

  it("say of the production account's roles which workload holds them", () => {
    expect(tally(issuedIn("boogy-eks-production").map((session) => session.kind))).toEqual({
      ec2: 33,
      eks: 22,
      lambda: 10,
      role: 26,
      "third-party": 2,
    });
    const pods = issuedIn("boogy-eks-production").filter((session) => session.kind === "eks");
    for (const session of pods) expect(session.subject).toMatch(/^system:serviceaccount:/);
    expect(tally(issuedIn("opensearch-loghub").map((session) => session.kind))).toEqual({
      lambda: 11,
      "service-linked": 54,
    });
  });

  it("are issued for every successful AssumeRole of the real sets whose record names a role", () => {
    for (const name of setNames) {
      const successes = activitiesOf(name).filter(({ action, record }) => {
        const response = record["responseElements"] as RawRecord | null;
        const request = record["requestParameters"] as RawRecord | null;
        return (
          action.startsWith("sts:AssumeRole") && response?.["credentials"] && /:role\//.test(request?.["roleArn"] ?? "")
        );
      });
      expect([
        name,
        successes.filter((activity) => sessionsIssued(activity, resolveActor(activity)) === undefined),
      ]).toEqual([name, []]);
    }
  });
});
