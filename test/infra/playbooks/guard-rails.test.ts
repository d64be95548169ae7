import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { answerAfter } from "./answer.ts";
import { accountId, closeStages, requestOf, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

const budgets = { accountAnHour: 2, overallAnHour: 3 };
const hour = "2026-11-21T07";
const answer = { answer: "approve", who: ["arn:aws:iam::111111111111:role/oncall"], why: "" };

describe("the budget of containments", () => {
  const spent = (pk: string, count: number) => ({ pk: { S: pk }, sk: { S: hour }, count: { N: String(count) } });
  const request = (place: Parameters<typeof targetOf>[1]): ContainmentRequest => ({
    ...requestOf(targetOf("deny-role-session", place)),
    budgets,
  });

  it("is taken of the account and overall, once a containment", async () => {
    const place = await stage();
    await place.contain(request(place));
    expect(await place.item(`BUDGET#${accountId}`, hour)).toMatchObject({ count: "1" });
    expect(await place.item("BUDGET#all", hour)).toMatchObject({ count: "1" });
  });

  it.each([
    ["of the account", `BUDGET#${accountId}`, 2],
    ["overall", "BUDGET#all", 3],
  ])("asks people once it is used up %s, and drops nothing", async (of, pk, count) => {
    const place = await stage();
    await place.put(spent(pk, count));
    const asked = request(place);
    const running = place.contain(asked);
    const item = await answerAfter(place, asked, 60_000, answer);
    expect(item["reason"]).toContain(of);
    expect(item["people"]).toBe("1");
    expect((await running).record).toMatchObject({ outcome: "contained" });
    expect(await place.item(pk, hour)).toMatchObject({ count: String(count) });
  });

  it.each([
    ["the account", { accountAnHour: 0, overallAnHour: 20 }],
    ["all accounts", { accountAnHour: 10, overallAnHour: 0 }],
  ])("asks people about the first of an hour as well where it is 0 for %s", async (_, none) => {
    const place = await stage();
    const before = place.standing();
    const { record } = await place.contain({ ...request(place), budgets: none });
    expect(record).toMatchObject({ outcome: "refused-expired" });
    expect(place.standing()).toEqual(before);
  });

  it("changes nothing where it is used up and nobody answers, even where the policy would contain then", async () => {
    const place = await stage();
    await place.put(spent("BUDGET#all", 20));
    const before = place.standing();
    const { record } = await place.contain({ ...requestOf(targetOf("quarantine-role", place)) });
    expect(record).toMatchObject({ outcome: "refused-expired" });
    expect(place.standing()).toEqual(before);
  });

  it.each(["TakeAccountBudget", "TakeOverallBudget"])("asks people where %s fails", async (state) => {
    const failing = { [state]: new StateError("DynamoDB.InternalServerErrorException", "down") };
    const place = await stage({ failing });
    const asked = { ...request(place), overBudget: { people: 2, seconds: 120, onExpiry: "leave" } as const };
    const running = place.contain(asked);
    expect(await answerAfter(place, asked, 60_000, answer)).toMatchObject({ people: "2" });
    expect((await running).record).toMatchObject({ outcome: "contained" });
  });

  it("is not taken where people are asked anyway", async () => {
    const place = await stage();
    const asked = { ...request(place), approval: { people: 1, seconds: 600, onExpiry: "leave" } as const };
    await place.contain(asked);
    expect(await place.item("BUDGET#all", hour)).toBeUndefined();
  });
});

describe.each(playbookNames)("the kill switch, for %s", (playbook) => {
  it("lets nothing change where it is engaged, and says so", async () => {
    const place = await stage({ killSwitch: { engaged: { BOOL: true } } });
    const before = place.standing();
    const { record, status } = await place.contain(place.request(targetOf(playbook, place)));
    expect(record).toMatchObject({ state: "refused", outcome: "refused-kill-switch", proof: "NONE" });
    expect(status).toBe("SUCCEEDED");
    expect(place.standing()).toEqual(before);
    expect(place.notices).toHaveLength(1);
  });

  it("lets nothing change where it cannot be read", async () => {
    const place = await stage({ failing: { ReadKillSwitch: "refused" } });
    const before = place.standing();
    const { record } = await place.contain(place.request(targetOf(playbook, place)));
    expect(record).toMatchObject({ outcome: "refused-kill-switch" });
    expect(record["detail"]).toContain("could not be read");
    expect(place.standing()).toEqual(before);
  });
});

describe("the kill switch", () => {
  it.each([
    ["stored without a value", {}],
    ["stored as text", { engaged: { S: "false" } }],
    ["stored as null", { engaged: { NULL: true } }],
  ])("counts as engaged where it is %s", async (_, killSwitch) => {
    const place = await stage({ killSwitch });
    const { record } = await place.contain(place.request(targetOf("disable-access-key", place)));
    expect(record).toMatchObject({ outcome: "refused-kill-switch" });
  });

  it("lets the containment act where it says released", async () => {
    const place = await stage({ killSwitch: { engaged: { BOOL: false } } });
    const { record } = await place.contain(place.request(targetOf("disable-access-key", place)));
    expect(record).toMatchObject({ outcome: "contained" });
  });

  it("engaged between the change and its tags leaves the identity contained, and says that it carries none", async () => {
    const place = await stage({ failing: { ReadKillSwitchToMark: "refused" } });
    const { record } = await place.contain(place.request(targetOf("disable-access-key", place)));
    expect(record).toMatchObject({ state: "contained", outcome: "contained" });
    expect(record["detail"]).toContain("carries no tag");
    expect(place.account.state().users.get("backup")?.tags).toEqual([]);
  });
});
