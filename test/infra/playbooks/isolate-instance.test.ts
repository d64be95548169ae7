import type { NetworkInterface } from "../../../lib/local/account/service-resources.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import type { Failure } from "./inject-failures.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { instanceId, region } from "./stage-resources.ts";

afterAll(closeStages);

const only = "isolate-instance";
const group = (letter: string) => `sg-0000000000000000${letter}`;
const isolation = group("f");
const eni = (id: string, groups: readonly string[], of = instanceId): NetworkInterface => ({
  kind: "network-interface",
  arn: `arn:aws:ec2:${region}:${accountId}:network-interface/${id}`,
  id,
  instanceId: of,
  groups,
});
const provide = (place: Stage, ...given: readonly NetworkInterface[]) => {
  for (const one of given) place.account.provide(one, place.clock.nowMs());
};
const groupsOf = ({ account }: Stage, id = "eni-0a") =>
  [...account.state().resources.values()].find((one): one is NetworkInterface => "id" in one && one.id === id)?.groups;

describe("isolate-instance", () => {
  it.each([
    ["one group", [group("c")]],
    ["several, in whatever order EC2 names them", [group("b"), group("a")]],
  ])("gives an instance with %s the isolation group alone, and its own back", async (_, before) => {
    const place = await stage({ only });
    provide(place, eni("eni-0a", before));
    const request = place.request(targetOf(only, place));
    const { record } = await place.contain(request);
    expect(groupsOf(place)).toEqual([isolation]);
    expect(record).toMatchObject({
      outcome: "contained",
      proof: "READ-BACK",
      beforeState: JSON.stringify({ groups: [...before].sort() }),
      afterState: JSON.stringify({ groups: [isolation] }),
      principalId: "eni-0a",
    });
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(groupsOf(place)).toEqual([...before].sort());
  });

  it("refuses an instance with several interfaces, and says what to do", async () => {
    const place = await stage({ only });
    provide(place, eni("eni-0b", [group("c")]));
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("The instance has 2 network interfaces, and this playbook isolates one.");
    expect([groupsOf(place), groupsOf(place, "eni-0b")]).toEqual([[group("a"), group("b")], [group("c")]]);
  });

  it("finds no instance where there is no interface of it, and nothing to do where it is isolated", async () => {
    const place = await stage({ only });
    provide(place, eni("eni-0a", [isolation]));
    const request = place.request(targetOf(only, place));
    expect((await place.contain(request)).record).toMatchObject({ outcome: "already-contained" });
    provide(place, eni("eni-0a", [isolation], "i-0fedcba9876543210"));
    const gone = await place.contain(place.request(targetOf(only, place)));
    expect(gone.record).toMatchObject({ outcome: "target-not-found" });
  });

  it("reaches no instance of another Region", async () => {
    const place = await stage({ only });
    const target = { ...targetOf(only, place), region: "eu-west-1" } as ReturnType<typeof targetOf>;
    const { record } = await place.contain(place.request(target));
    expect(record["detail"]).toContain(
      "The instance is in eu-west-1, and this playbook reaches EC2 in us-east-1 alone.",
    );
  });

  it("says why a group could not be set, and that nothing changed", async () => {
    const refused = new StateError("Ec2.Ec2Exception", "You do not have permission to access the specified resource");
    const place = await stage({ only, failing: { IsolateInstance: refused } });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ outcome: "failed" });
    expect(record["detail"]).toContain("of the same VPC, and tagged nhi-warden:isolation = true");
    expect(groupsOf(place)).toEqual([group("a"), group("b")]);
  });

  it("is not released where the groups are others, or the instance is gone", async () => {
    const place = await stage({ only });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    provide(place, eni("eni-0a", [group("c"), isolation]));
    const drifted = await place.release(request);
    expect(drifted.record).toMatchObject({ state: "contained", outcome: "release-refused-drift" });
    expect(drifted.record["drift"]).toBe(
      `Its security groups are ${group("c")}, ${isolation} now: somebody changed them.`,
    );
    provide(place, eni("eni-0a", [isolation], "i-0fedcba9876543210"));
    const gone = await place.release(request, { name: "release-gone" });
    expect(gone.record["drift"]).toBe("The instance does not exist any more.");
    provide(place, eni("eni-0b", [isolation]));
    const other = await place.release(request, { name: "release-other" });
    expect(other.record["drift"]).toBe("The instance has another network interface than it had.");
    expect(groupsOf(place)).toEqual([isolation]);
  });

  it("tells an instance that is terminated while it is looked at", async () => {
    const place = await stage({
      only,
      onState: ({ state }) => {
        if (state === "Hold") provide(place, eni("eni-0a", [isolation], "i-0fedcba9876543210"));
      },
    });
    const { record } = await place.contain(place.request(targetOf(only, place)));
    expect(record).toMatchObject({ state: "failed", outcome: "reverted" });
    expect(record["detail"]).toContain("The instance is gone.");
  });

  it("stands where a group that it had was deleted meanwhile", async () => {
    const failing: Record<string, Failure> = {};
    const place = await stage({ only, failing });
    const request = place.request(targetOf(only, place));
    await place.contain(request);
    failing["PutGroupsBack"] = new StateError("Ec2.Ec2Exception", "The security group does not exist");
    const { record, status } = await place.release(request);
    expect([record["state"], status]).toEqual(["contained", "FAILED"]);
    expect(record["detail"]).toContain("one may have been deleted");
    expect(groupsOf(place)).toEqual([isolation]);
  });
});
