import type { Secret } from "../../../lib/local/account/service-resources.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { secretArn } from "./stage-resources.ts";

afterAll(closeStages);

const only = "rotate-secret";
const standing = ({ account }: Stage) => account.state().resources.get(secretArn) as Secret;
const provide = (place: Stage, given: Partial<Secret>) =>
  place.account.provide({ ...standing(place), ...given }, place.clock.nowMs());
const currentOf = (place: Stage) =>
  Object.entries(standing(place).versions).find(([, labels]) => labels.includes("AWSCURRENT"))?.[0];

describe("rotate-secret", () => {
  it("makes another version the current one, and records which", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      principalId: secretArn,
      beforeState: '{"version":"v1"}',
      afterState: JSON.stringify({ version: currentOf(place) }),
    });
    expect(currentOf(place)).toMatch(/^[0-9a-f]{64}$/);
    expect(record["detail"]).toContain("That cannot be undone.");
  });

  it("waits for a rotation that takes its time", async () => {
    let looks = 0;
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "RotateSecret") {
          // What Secrets Manager shows while the rotation function works.
          const labels = { ...standing(place).versions };
          const version = currentOf(place) ?? "";
          provide(place, { versions: { ...labels, v1: ["AWSCURRENT"], [version]: ["AWSPENDING"] } });
        }
        if (state !== "WaitForRotation" || ++looks < 12) return;
        const done = Object.keys(standing(place).versions).find((id) => id !== "v1") ?? "";
        provide(place, { versions: { v1: ["AWSPREVIOUS"], [done]: ["AWSCURRENT"] } });
      },
    });
    const { record, path } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome: "contained" });
    expect(path.filter((name) => name === "WaitForRotation")).toHaveLength(12);
  });

  it("gives a rotation up that does not end, and says so", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "RotateSecret") provide(place, { versions: { v1: ["AWSCURRENT"], v2: ["AWSPENDING"] } });
      },
    });
    const { record, status } = await place.contain(place.request(targetOf(only, place)));
    expect([record["outcome"], status]).toEqual(["failed", "FAILED"]);
    expect(record["detail"]).toContain("Secrets Manager accepted the change but does not show it.");
  });

  it.each([
    ["no rotation is configured", { rotates: false }, "people have to replace it"],
    ["a rotation is under way", { versions: { v1: ["AWSCURRENT"], v2: ["AWSPENDING"] } }, "labelled AWSPENDING"],
  ])("refuses where %s, changes nothing and says what to do", async (_, given, said) => {
    const place = await stage({ only });
    provide(place, given);
    const before = place.standing();
    const { record, path } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain(said);
    expect(record["detail"]).toContain("Nothing was changed.");
    expect(path).not.toContain("RotateSecret");
    expect(place.standing()).toEqual(before);
  });

  it("finds no secret that was made again under the same name, and none in another Region", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), secretId: "prod/db-Zz9Zz9" } as ReturnType<typeof targetOf>;
    expect((await place.contain(place.request(target))).record).toMatchObject({ outcome: "target-not-found" });
    const elsewhere = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record } = await place.contain(place.request(elsewhere));
    expect(record["detail"]).toContain("reaches Secrets Manager in us-east-1 alone");
    expect(currentOf(place)).toBe("v1");
  });

  it("names what may be missing where the rotation could not be started", async () => {
    const refused = new StateError("SecretsManager.InvalidRequestException", "cannot invoke the specified function");
    const place = await stage({ only, failing: { RotateSecret: refused } });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome: "failed" });
    expect(record["detail"]).toContain("let the role NhiWarden-rotate-secret invoke it");
  });

  it("tells those who are asked that it cannot be undone", async () => {
    const place = await stage({ only });
    const approval = { people: 1, seconds: 60, onExpiry: "leave" } as const;
    const { record } = await place.contain(place.request(targetOf(only, place), { approval }));
    expect(record).toMatchObject({ outcome: "refused-expired" });
    expect(place.notices[0]?.message).toContain("This cannot be undone: no release takes it back.");
    expect(currentOf(place)).toBe("v1");
  });
});
