import { callOf, verdict } from "../../local/account/example-account.ts";
import { accountId, closeStages, stage } from "./stage.ts";

afterAll(closeStages);

async function withCredentials() {
  const place = await stage();
  const UserName = "backup";
  const made = (ServiceName: string) => {
    const answer = place.account.iam(
      "createServiceSpecificCredential",
      { UserName, ServiceName },
      place.clock.nowMs() - 60_000,
    );
    return (answer["ServiceSpecificCredential"] as { ServiceSpecificCredentialId: string }).ServiceSpecificCredentialId;
  };
  const target = (serviceSpecificCredentialId: string, userName = UserName) =>
    ({ playbook: "disable-service-credential", accountId, userName, serviceSpecificCredentialId }) as const;
  const tried = (credential: string, action: string) =>
    verdict(place.account, { ...callOf(credential), action }, place.clock.nowMs());
  const statuses = () =>
    new Map(
      place.account
        .state()
        .users.get(UserName)
        ?.serviceCredentials?.map(({ id, status }) => [id, status]),
    );
  return { place, made, target, tried, statuses };
}

describe("the playbook that disables one service-specific credential", () => {
  it.each([
    ["bedrock", "InvokeModel"],
    ["codecommit", "GitPull"],
    ["cassandra", "Select"],
  ])(
    "stops that one of %s, and neither another nor the user's keys; released it works again",
    async (service, call) => {
      const { place, made, target, tried } = await withCredentials();
      const [stolen, other] = [made(`${service}.amazonaws.com`), made("logs.amazonaws.com")];
      const action = `${service}:${call}`;
      expect(tried(stolen, action)).toBe("allowed");
      const request = place.request(target(stolen));
      const { record } = await place.contain(request);
      expect(record).toMatchObject({ outcome: "contained", proof: "READ-BACK", beforeState: '{"status":"Active"}' });
      expect(tried(stolen, action)).not.toBe("allowed");
      expect(tried(other, "logs:PutLogEvents")).toBe("allowed");
      expect(tried(place.keys[0], action)).toBe("allowed");
      await place.release(request);
      await place.clock.sleep(10_000);
      expect(tried(stolen, action)).toBe("allowed");
    },
  );

  it("changes nothing for one that the user does not have, or that was not Active", async () => {
    const { place, made, target, statuses } = await withCredentials();
    const credential = made("codecommit.amazonaws.com");
    for (const wrong of [target("ACCAEXAMPLEEXAMPLE999"), target(credential, "nobody")]) {
      expect((await place.contain(place.request(wrong))).record).toMatchObject({ outcome: "target-not-found" });
    }
    const parameters = { UserName: "backup", ServiceSpecificCredentialId: credential, Status: "Inactive" };
    place.account.iam("updateServiceSpecificCredential", parameters, place.clock.nowMs());
    const request = place.request(target(credential));
    const { record } = await place.contain(request);
    expect(record).toMatchObject({ outcome: "already-contained" });
    // What was off before the warden came stays off.
    const { path } = await place.release(request);
    expect(path).toContain("NothingToRelease");
    expect(statuses().get(credential)).toBe("Inactive");
  });

  it("finds its work done by a credential that is deleted meanwhile", async () => {
    const { place, made, target, statuses } = await withCredentials();
    const credential = made("bedrock.amazonaws.com");
    const running = place.contain(place.request(target(credential)));
    await place.clock.sleep(30_000);
    const parameters = { UserName: "backup", ServiceSpecificCredentialId: credential };
    place.account.iam("deleteServiceSpecificCredential", parameters, place.clock.nowMs());
    expect((await running).record).toMatchObject({ outcome: "contained" });
    expect(statuses().has(credential)).toBe(false);
  });
});
