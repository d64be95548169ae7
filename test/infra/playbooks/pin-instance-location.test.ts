import { pinInstanceLocation } from "../../../lib/domain/response/policies/pin-instance-location.ts";
import { policyText } from "../../../lib/domain/response/policies/policy-document.ts";
import { callOf, verdict } from "../../local/account/example-account.ts";
import { accountId, closeStages, instancePlace, stage } from "./stage.ts";

afterAll(closeStages);

const policyName = (instanceId: string) => `NhiWarden-PinnedInstance-${instanceId}`;
const arnOf = (instanceId: string) => instancePlace.instanceArn.replace("i-0123456789abcdef0", instanceId);
const [first, second] = ["i-0123456789abcdef0", "i-0fedcba9876543210"] as const;
const elsewhere = "203.0.113.66";

async function withInstances() {
  const place = await stage();
  const by = { service: "ec2.amazonaws.com" };
  const sessionOf = (instanceId: string) =>
    place.account.startSession({ roleName: "deploy", sessionName: instanceId, by }, place.clock.nowMs()).accessKeyId;
  /** How a call ends that is made with an instance's credentials. */
  const tried = (accessKeyId: string, instanceId: string, sourceAddress: string, context: object = {}) =>
    verdict(
      place.account,
      {
        ...callOf(accessKeyId),
        sourceAddress,
        context: { "ec2:SourceInstanceARN": arnOf(instanceId), ...context },
      },
      place.clock.nowMs(),
    );
  const pins = () =>
    new Map(
      place.account
        .state()
        .roles.get("deploy")
        ?.inlinePolicies.filter(({ name }) => name.startsWith("NhiWarden-"))
        .map(({ name, document }) => [name, document]),
    );
  const target = (bent: Partial<{ instanceArn: string; vpcId: string; addresses: readonly string[] }> = {}) =>
    ({ playbook: "pin-instance-location", accountId, roleName: "deploy", ...instancePlace, ...bent }) as const;
  return { place, sessionOf, tried, pins, target };
}

describe("the playbook that keeps an instance's credentials at their place", () => {
  it("stops their use from elsewhere, and neither the instance nor anyone beside it", async () => {
    const { place, sessionOf, tried, target } = await withInstances();
    const [own, sibling] = [sessionOf(first), sessionOf(second)];
    const request = place.request(target());
    await place.contain(request);
    expect(tried(own, first, elsewhere)).toBe("explicit deny");
    // A stranger's VPC has no public address.
    expect(tried(own, first, "10.0.0.9", { "aws:SourceVpc": "vpc-0fffffffffffffff0" })).toBe("explicit deny");
    expect(tried(own, first, "198.51.100.10")).toBe("allowed");
    expect(tried(own, first, "198.51.100.70")).toBe("allowed");
    expect(tried(own, first, "10.0.0.9", { "aws:SourceVpc": instancePlace.vpcId })).toBe("allowed");
    expect(tried(own, first, "athena.amazonaws.com")).toBe("allowed");
    expect(tried(sibling, second, elsewhere)).toBe("allowed");
    expect(verdict(place.account, { ...callOf(sibling), sourceAddress: elsewhere }, place.clock.nowMs())).toBe(
      "allowed",
    );
    await place.release(request);
    await place.clock.sleep(10_000);
    expect(tried(own, first, elsewhere)).toBe("allowed");
  });

  it.each([
    ["addresses", instancePlace.addresses],
    ["one address", ["198.51.100.10"]],
    ["addresses of IPv6", ["2001:db8:1::/64", "2001:db8::7"]],
    ["endpoints only", []],
  ])("puts the policy that is proven, with %s, and the simulator denies", async (_, addresses) => {
    const { place, pins, target } = await withInstances();
    const { record } = await place.contain(place.request(target({ addresses })));
    expect(record).toMatchObject({ outcome: "contained", proof: "PROVEN" });
    expect([...pins()]).toEqual([
      [policyName(first), policyText(pinInstanceLocation({ ...instancePlace, addresses }))],
    ]);
  });

  it("pins each instance of a role by itself, and releases it so", async () => {
    const { place, pins, target } = await withInstances();
    const requests = [target(), target({ instanceArn: arnOf(second) })].map((one) => place.request(one));
    for (const request of requests) await place.contain(request);
    expect([...pins().keys()].sort()).toEqual([policyName(first), policyName(second)].sort());
    await place.release(requests[0] as (typeof requests)[0]);
    expect([...pins().keys()]).toEqual([policyName(second)]);
  });

  it("changes nothing where it stands; other addresses take its place, and their release puts it back", async () => {
    const { place, pins, target } = await withInstances();
    const one = place.request(target());
    await place.contain(one);
    const before = pins();
    expect((await place.contain(place.request(target()))).record).toMatchObject({ outcome: "already-contained" });
    expect(pins()).toEqual(before);
    const other = place.request(target({ addresses: ["198.51.100.11"] }));
    expect((await place.contain(other)).record).toMatchObject({ outcome: "contained" });
    expect(pins()).not.toEqual(before);
    expect((await place.release(one)).record).toMatchObject({ outcome: "release-refused-drift" });
    await place.release(other);
    expect(pins()).toEqual(before);
    await place.release(one, { name: "release-one-again" });
    expect(pins().size).toBe(0);
  });

  it.each([
    ["a wildcard for an instance", { instanceArn: arnOf("*") }],
    ["a policy variable", { instanceArn: arnOf(`i-\${aws:userid}`) }],
    ["an instance of another account", { instanceArn: instancePlace.instanceArn.replace(accountId, "999999999999") }],
    ["a wildcard for a VPC", { vpcId: "vpc-*" }],
    ["the whole internet", { addresses: ["0.0.0.0/0"] }],
    ["a network that is no place", { addresses: ["198.51.100.10", "198.51.0.0/16"] }],
    ["all of IPv6", { addresses: ["::/0"] }],
    ["text for an address", { addresses: ["here"] }],
    ["one address that is no list", { addresses: "198.51.100.10" as never }],
    ["no list of addresses", { addresses: null as never }],
  ])("changes nothing for %s", async (_, bent) => {
    const { place, pins, target } = await withInstances();
    const { record } = await place.contain(place.request(target(bent)));
    expect(record).toMatchObject({ state: "failed", outcome: "target-not-found" });
    expect(place.notices).toHaveLength(1);
    expect(pins().size).toBe(0);
  });

  it("says so where the role's inline policies leave no room, and changes nothing", async () => {
    const { place, pins, target } = await withInstances();
    const filler = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "x".repeat(9_800), Effect: "Allow", Action: "s3:Get*", Resource: "*" }],
    });
    const long = { RoleName: "deploy", PolicyName: "long", PolicyDocument: filler };
    place.account.iam("putRolePolicy", long, place.clock.nowMs());
    const { record } = await place.contain(place.request(target()));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("Next stronger: revoke-role-sessions");
    expect(pins().size).toBe(0);
  });

  it("is released by itself once the instance's credentials of that time are over", async () => {
    const { place, pins, target } = await withInstances();
    await place.contain({ ...place.request(target()), releaseAfterSeconds: 43_200 });
    await place.runner.whenIdle();
    expect(pins().size).toBe(0);
  });
});
