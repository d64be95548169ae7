import type { ContainmentTarget, PlaybookName } from "../../../lib/domain/response/decision.ts";
import { IamError } from "../../../lib/local/account/iam-error.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { callOf, verdict } from "../../local/account/example-account.ts";
import { accountId, closeStages, type StageOptions, stage } from "./stage.ts";

afterAll(closeStages);

const github = "token.actions.githubusercontent.com";
const cluster = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const trusting = (...providers: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: providers.map((provider) => ({
    Sid: "Ours",
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${provider}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringLike: { [`${provider}:sub`]: "*" } },
  })),
});

/** A stage with the role `ci`, whose trust is as given, with all the white space that people write. */
async function withRole(
  trust: object = trusting(github, cluster),
  options: StageOptions = { only: "deny-oidc-claim" },
) {
  const place = await stage(options);
  const original = JSON.stringify(trust, undefined, 2);
  const iam = (name: string, parameters: object) =>
    place.account.iam(name, { RoleName: "ci", ...parameters }, place.clock.nowMs());
  iam("createRole", { AssumeRolePolicyDocument: original });
  iam("putRolePolicy", {
    PolicyName: "all",
    PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
  });
  place.account.settle();
  const text = () => place.account.state().roles.get("ci")?.trustPolicy ?? "";
  const rewrite = (change: (document: ReturnType<typeof trusting>) => object) =>
    iam("updateAssumeRolePolicy", { PolicyDocument: JSON.stringify(change(JSON.parse(text()))) });
  /** Whether a web identity gets a session now: its access key, or "refused". */
  const session = (provider: string, claims: Readonly<Record<string, string>>) => {
    const by = { webIdentity: provider, claims: { sub: "any", ...claims } };
    try {
      const asked = { roleName: "ci", sessionName: "run-1", by };
      return place.account.startSession(asked, place.clock.nowMs()).accessKeyId;
    } catch (error) {
      if (error instanceof IamError && error.code === "AccessDenied") return "refused";
      throw error;
    }
  };
  const run = (target: ContainmentTarget) => place.contain(place.request(target));
  return { place, original, text, rewrite, session, run };
}

const repository = (claimValue: string) =>
  ({
    playbook: "deny-oidc-claim",
    accountId,
    roleName: "ci",
    provider: github,
    claim: "repository_id",
    claimValue,
  }) as const;
const cart = {
  playbook: "deny-service-account",
  accountId,
  roleName: "ci",
  provider: cluster,
  namespace: "shop",
  serviceAccount: "cart",
} as const;
const vendor = {
  playbook: "deny-foreign-principal",
  accountId,
  roleName: "ci",
  principalArn: "arn:aws:iam::999999999999:role/vendor",
} as const;

describe("a deny in a role's trust policy", () => {
  it("refuses new sessions to that token and to no other; sessions that are open work on, and it says so", async () => {
    const { place, session, run } = await withRole();
    const open = session(github, { repository_id: "123" });
    const { record } = await run(repository("123"));
    expect(session(github, { repository_id: "123" })).toBe("refused");
    expect(session(github, { repository_id: "124" })).toMatch(/^ASIA/);
    expect(session(cluster, { sub: "system:serviceaccount:shop:cart" })).toMatch(/^ASIA/);
    expect(verdict(place.account, callOf(open), place.clock.nowMs())).toBe("allowed");
    expect(record).toMatchObject({ outcome: "contained", proof: "READ-BACK" });
    expect(record["detail"]).toContain("Sessions issued before work on: revoke-role-sessions stops them.");
  });

  it("refuses one service account, and not its neighbours", async () => {
    const { session, run } = await withRole(undefined, { only: cart.playbook });
    await run(cart);
    expect(session(cluster, { sub: "system:serviceaccount:shop:cart" })).toBe("refused");
    expect(session(cluster, { sub: "system:serviceaccount:shop:cart2" })).toMatch(/^ASIA/);
    expect(session(github, { sub: "system:serviceaccount:shop:cart" })).toMatch(/^ASIA/);
  });

  it("is extended by its like, and stands beside what is of another claim; each is lifted alone", async () => {
    const { place, original, text, session } = await withRole();
    const targets = [repository("123"), repository("456"), { ...repository("ana"), claim: "actor" }];
    const requests = targets.map((target) => place.request(target));
    for (const request of requests) await place.contain(request);
    const { Statement: statements } = JSON.parse(text());
    expect(statements.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      expect.stringMatching(/^NhiDenyClaim[0-9a-f]{8}$/),
      "NhiDenyClaim",
      "Ours",
      "Ours",
    ]);
    expect(JSON.stringify(statements[1])).toContain('["123","456"]');
    for (const [at, request] of requests.entries()) {
      expect((await place.release(request)).record).toMatchObject({ state: "released" });
      if (at > 0) continue;
      await place.clock.sleep(5_000);
      expect(session(github, { repository_id: "123" })).toMatch(/^ASIA/);
      expect(session(github, { repository_id: "456" })).toBe("refused");
    }
    // What each found held a deny of another one, so that it comes back in one line.
    expect(JSON.parse(text())).toEqual(JSON.parse(original));
    expect(place.account.state().roles.get("ci")?.tags).toEqual([]);
  });

  it("stands beside that of another playbook, and the one that came first is lifted first", async () => {
    const { place, original, text } = await withRole(undefined, {});
    const [first, second] = [place.request(cart), place.request(vendor)];
    await place.contain(first);
    await place.contain(second);
    expect(JSON.parse(text()).Statement.map(({ Sid }: { Sid: string }) => Sid)).toEqual([
      "NhiDenyPrincipal",
      "NhiDenyServiceAccount",
      "Ours",
      "Ours",
    ]);
    expect((await place.release(first)).record).toMatchObject({ state: "released" });
    expect((await place.release(second)).record).toMatchObject({ state: "released" });
    expect(JSON.parse(text())).toEqual(JSON.parse(original));
  });

  it("finds itself done where it stands already", async () => {
    const { text, run } = await withRole();
    await run(repository("123"));
    const before = text();
    expect((await run(repository("123"))).record).toMatchObject({ outcome: "already-contained" });
    expect(text()).toBe(before);
  });

  it("is put in again once, into what then stands there, and never undoes what somebody else changed", async () => {
    let opened = false;
    const { text, rewrite, run } = await withRole(undefined, {
      only: "deny-oidc-claim",
      onState: ({ state }) => {
        if (state !== "Hold" || opened) return;
        opened = true;
        // Somebody takes out the deny, and an administrator one of the two allows, between two looks.
        rewrite((document) => ({ ...document, Statement: document.Statement.slice(1, 2) }));
      },
    });
    const { record } = await run(repository("123"));
    expect(record).toMatchObject({ outcome: "contained" });
    expect(record["detail"]).toContain("somebody took it away once");
    const { Statement } = JSON.parse(text());
    expect(Statement).toHaveLength(2);
    expect(Statement[1]).toEqual(trusting(github).Statement[0]);
  });

  it("stands again beside what somebody made of it, who left its Sid and took its force", async () => {
    let bent = false;
    const { place, text, rewrite, session, run } = await withRole(undefined, {
      only: "deny-oidc-claim",
      onState: ({ state }) => {
        if (state !== "Hold" || bent) return;
        bent = true;
        const Condition = { StringEquals: { [`${github}:repository_id`]: ["none"] } };
        const IpAddress = { "aws:SourceIp": "192.0.2.1" };
        rewrite(({ Statement: [ours, ...others], ...rest }) => ({
          ...rest,
          Statement: [{ ...ours, Condition: { ...Condition, IpAddress } }, ...others],
        }));
      },
    });
    const { record } = await run(repository("123"));
    expect(record).toMatchObject({ outcome: "contained" });
    expect(JSON.parse(text()).Statement).toHaveLength(4);
    await place.clock.sleep(5_000);
    expect(session(github, { repository_id: "123" })).toBe("refused");
  });

  it("is released where the rest was changed before it was put in again: only itself is taken out", async () => {
    let opened = false;
    const { place, text, rewrite } = await withRole(undefined, {
      only: "deny-oidc-claim",
      onState: ({ state }) => {
        if (state !== "Hold" || opened) return;
        opened = true;
        rewrite((document) => ({ ...document, Statement: document.Statement.slice(1, 2) }));
      },
    });
    const request = place.request(repository("123"));
    await place.contain(request);
    expect((await place.release(request)).record).toMatchObject({ state: "released" });
    expect(JSON.parse(text())).toEqual(trusting(github));
  });

  it("changes nothing where the trust policy has no room, and says what to do", async () => {
    const long = trusting(...Array.from({ length: 8 }, (_, at) => `oidc-${at}.example.com`));
    const { original, text, run } = await withRole(long);
    const { record } = await run(repository("9".repeat(400)));
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toMatch(/has no room for the deny: it may have 2,048 characters.*Nothing was changed/);
    expect(text()).toBe(original);
  });

  it("changes nothing where IAM refuses a principal that was deleted, and says which statement it means", async () => {
    const refused = new StateError("Iam.MalformedPolicyDocumentException", 'Invalid principal in policy: "AWS":"AIDA"');
    const { original, text, run } = await withRole(undefined, {
      only: vendor.playbook,
      failing: { DenyInTrust: refused },
    });
    const { record } = await run(vendor);
    expect(record["detail"]).toMatch(/that was deleted \(shown as AIDA.*Nothing was changed.*"AWS":"AIDA"/);
    expect(text()).toBe(original);
  });

  it.each([
    ["a wildcard", { ...repository("12*") }],
    ["a single-letter wildcard", { ...repository("12?") }],
    ["a policy variable", { ...repository("$".concat("{aws:username}")) }],
    ["a quotation mark", { ...repository('1","2') }],
    ["no text", { ...repository("1"), claimValue: ["123"] }],
    ["too long a text", { ...repository("1".repeat(513)) }],
    ["a claim that many share", { ...repository("refs/heads/main"), claim: "ref" }],
    ["a claim of another provider", { ...repository("1"), provider: "example.com" }],
    ["a provider with a wildcard", { ...repository("1"), provider: "*.example.com", claim: "sub" }],
    ["a provider with its scheme", { ...repository("1"), provider: `https://${github}` }],
    ["a namespace with a wildcard", { ...cart, namespace: "*" }],
    ["two subjects in one", { ...cart, serviceAccount: "cart:other" }],
    ["everybody", { ...vendor, principalArn: "*" }],
    ["a role of the same account", { ...vendor, principalArn: `arn:aws:iam::${accountId}:role/deploy` }],
    ["a session", { ...vendor, principalArn: "arn:aws:sts::999999999999:assumed-role/vendor/a" }],
    ["nothing", { playbook: "deny-foreign-principal", accountId, roleName: "ci" }],
  ])("is made of no target that holds %s, whoever started it", async (_, target) => {
    const { original, text, run } = await withRole(undefined, { only: target.playbook as PlaybookName });
    const { record, path, status } = await run(target as unknown as ContainmentTarget);
    expect(record).toMatchObject({ outcome: "target-not-found" });
    expect(record["detail"]).toContain("Nothing was changed");
    expect(path).not.toContain("ReadTrustBefore");
    expect([status, text()]).toEqual(["SUCCEEDED", original]);
  });
});
