import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { answerAfter } from "./answer.ts";
import { accountId, closeStages, requestOf, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

const people = "arn:aws:iam::111111111111:role/oncall";
const approval = { people: 2, seconds: 900, onExpiry: "leave" } as const;
const role = { accountId, roleName: "deploy" };

async function asked(more: Partial<ContainmentRequest> = {}) {
  const place = await stage();
  const before = place.standing();
  const request = { ...requestOf({ playbook: "revoke-role-sessions", ...role }), approval, ...more };
  return { place, before, request };
}

describe("a containment that people are asked about", () => {
  it("waits with a question that says everything an answer needs, and contains once they agree", async () => {
    const { place, before, request } = await asked({ impact: ["12 sessions in the last day."], startedBy: people });
    const running = place.contain(request);
    const item = await answerAfter(place, request, 60_000, { answer: "approve", who: [people, "b"], why: "seen" });
    expect(item).toMatchObject({
      containmentId: request.containmentId,
      identityKey: request.identityKey,
      playbook: "revoke-role-sessions",
      target: JSON.stringify(request.target),
      narrower: "[]",
      impact: '["12 sessions in the last day."]',
      people: "2",
      status: "waiting",
      startedBy: people,
      openKind: "approval",
      askedAt: "2026-11-21T07:00:00.000Z",
      openSince: "2026-11-21T07:00:00.000Z",
      expiresAt: "2026-11-21T07:15:00.000Z",
    });
    expect(place.notices[0]?.subject).toBe("NHI Warden: approval needed (revoke-role-sessions)");
    expect(place.notices[0]?.message).toContain("12 sessions in the last day.");
    expect(place.notices[0]?.message).toContain("two people");
    expect(JSON.stringify(place.notices)).not.toContain(item["token"]);
    const { record } = await running;
    expect(record).toMatchObject({ outcome: "contained", proof: "PROVEN", approvedBy: `${people} b` });
    expect(place.standing()).not.toEqual(before);
  });

  it("changes nothing before the answer, and reads again what stands before it acts", async () => {
    const { place, before, request } = await asked();
    const running = place.contain(request);
    await place.clock.sleep(30_000);
    expect(place.standing()).toEqual(before);
    const earlier = { RoleName: "deploy", PolicyName: "NhiWarden-RevokeOlderSessions", PolicyDocument: "{}" };
    const document = '{"Version":"2012-10-17","Statement":[]}';
    place.account.iam("putRolePolicy", { ...earlier, PolicyDocument: document }, place.clock.nowMs());
    await answerAfter(place, request, 1_000, { answer: "approve", who: [people], why: "" });
    const { record } = await running;
    expect(JSON.parse(record["beforeState"] ?? "")).toEqual({ policyDocument: document });
  });

  it.each([
    ["say no", { answer: "deny", who: [people], why: "it is our pentest" }, "our pentest"],
    ["answer with what is no answer", { answer: "yes" }, "People said no"],
    ["answer with nothing", {}, "People said no"],
    ["choose what was not offered", { answer: "narrow", narrower: 3, who: [people], why: "" }, "People said no"],
    ["choose nothing in particular", { answer: "narrow", who: [people], why: "" }, "People said no"],
  ])("changes nothing where they %s", async (_, answer, said) => {
    const { place, before, request } = await asked();
    const running = place.contain(request);
    await answerAfter(place, request, 60_000, answer);
    const { record, status } = await running;
    expect(record).toMatchObject({ state: "refused", outcome: "refused-denied", proof: "NONE" });
    expect(record["detail"]).toContain(said);
    expect(status).toBe("SUCCEEDED");
    expect(place.standing()).toEqual(before);
    expect(place.notices.at(-1)?.subject).toBe("NHI Warden: refused-denied (revoke-role-sessions)");
  });

  it("changes nothing where nobody answers, and closes the question", async () => {
    const { place, before, request } = await asked();
    const { record } = await place.contain(request);
    expect(record).toMatchObject({ state: "refused", outcome: "refused-expired" });
    expect(place.clock.nowMs()).toBe(Date.parse("2026-11-21T07:15:00.000Z"));
    expect(place.standing()).toEqual(before);
    const item = await place.item(`APPROVAL#${request.containmentId}`, "APPROVAL");
    expect(item).toMatchObject({ status: "expired" });
    for (const gone of ["token", "openKind", "openSince"]) expect(item).not.toHaveProperty(gone);
  });

  it("takes a yes that was written and never reached it for none, and says so in the question", async () => {
    const { place, before, request } = await asked();
    const running = place.contain(request);
    await place.clock.sleep(899_000);
    const asItIs = await place.item(`APPROVAL#${request.containmentId}`, "APPROVAL");
    const answered = { ...asItIs, status: "approved", said: "[]", pk: `APPROVAL#${request.containmentId}` };
    const texts = Object.entries(answered).map(([name, text]) => [name, { S: text }]);
    await place.clock.during(place.put(Object.fromEntries(texts)));
    const { record } = await running;
    expect(record).toMatchObject({ state: "refused", outcome: "refused-expired" });
    expect(place.standing()).toEqual(before);
    const item = await place.item(`APPROVAL#${request.containmentId}`, "APPROVAL");
    expect(item).toMatchObject({ status: "expired", said: "[]" });
  });

  it("contains where nobody answers and the policy says so", async () => {
    const { place, request } = await asked({ approval: { ...approval, onExpiry: "contain" } });
    const { record } = await place.contain(request);
    expect(record).toMatchObject({ state: "contained", outcome: "contained", proof: "PROVEN" });
    expect(record["approvedBy"]).toContain("nobody");
  });

  it("does the narrower thing that people choose, as a containment of its own", async () => {
    const { place, request } = await asked();
    const target = targetOf("deny-role-session", place);
    const running = place.contain({ ...request, narrower: [target] });
    await answerAfter(place, request, 60_000, { answer: "narrow", narrower: 0, who: [people], why: "production" });
    const { record } = await running;
    expect(record).toMatchObject({ state: "refused", outcome: "narrowed" });
    await place.runner.whenIdle();
    const narrowed = await place.item(`CONTAINMENT#${request.containmentId}-narrowed`, "CONTAINMENT");
    expect(narrowed).toMatchObject({ playbook: "deny-role-session", outcome: "contained", approvedBy: people });
    const names = place.account
      .state()
      .roles.get("deploy")
      ?.inlinePolicies.map(({ name }) => name);
    expect(names).toEqual(["all", "NhiWarden-DeniedSessions"]);
  });

  it.each([
    ["no number of seconds", { people: 2, seconds: "soon", onExpiry: "leave" }, 3_600],
    ["a moment", { people: 2, seconds: 0, onExpiry: "leave" }, 60],
    ["a year", { people: 2, seconds: 31_536_000, onExpiry: "leave" }, 604_800],
    ["null", null, 3_600],
  ])("waits for a time that is allowed where the request says %s", async (_, terms, seconds) => {
    const { place, request } = await asked({ approval: terms as never });
    const { record } = await place.contain(request);
    expect(record).toMatchObject({ outcome: "refused-expired" });
    expect(place.clock.nowMs()).toBe(Date.parse("2026-11-21T07:00:00.000Z") + seconds * 1_000);
    expect((await place.item(`APPROVAL#${request.containmentId}`, "APPROVAL"))?.["people"]).toBe("2");
  });

  it.each([
    ["the question cannot be written", "AskPeople", "failed"],
    ["people cannot be told of it", "TellApproval", "refused-expired"],
    ["it cannot be closed", "ExpireApproval", "refused-expired"],
  ])("changes nothing where %s", async (_, state, outcome) => {
    const place = await stage({ failing: { [state]: "refused" } });
    const before = place.standing();
    const { record } = await place.contain({ ...requestOf({ playbook: "revoke-role-sessions", ...role }), approval });
    expect(record).toMatchObject({ outcome });
    expect(place.standing()).toEqual(before);
  });
});
