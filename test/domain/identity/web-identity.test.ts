import { providerEvidence, providerPath, stableSubject } from "../../../lib/domain/identity/web-identity.ts";

const arn = (host: string) => `arn:aws:iam::123456789012:oidc-provider/${host}`;

describe("web identity providers", () => {
  it("are told by the host that issues the tokens", () => {
    const kindOf = (provider: string) => providerEvidence(provider).kind;
    for (const host of ["oidc.eks.eu-west-1.amazonaws.com/id/E", "oidc.eks.cn-north-1.amazonaws.com.cn/id/E"])
      expect(kindOf(arn(host))).toBe("eks");
    for (const host of [
      "token.actions.githubusercontent.com",
      "gitlab.com",
      "api.bitbucket.org/2.0/workspaces/w/pipelines-config/identity/oidc",
      "oidc.circleci.com/org/0f8f",
      "app.terraform.io",
      "agent.buildkite.com",
    ]) {
      expect([host, kindOf(arn(host))]).toEqual([host, "ci-oidc"]);
    }
    expect(kindOf("https://accounts.google.com")).toBe("federated");
    expect(kindOf("cognito-identity.amazonaws.com")).toBe("federated");
  });

  it("are not taken for EKS or a CI system by a host that only contains its name", () => {
    for (const host of [
      "oidc.eks.evil.example.com/id/E",
      "oidc.eks.eu-west-1.amazonaws.com.evil.example",
      "token.actions.githubusercontent.com.evil.example",
      "evil.example/token.actions.githubusercontent.com",
      "gitlab.com.evil.example",
      "notgitlab.com",
      "acme.ghe.com.evil.example",
    ]) {
      expect([host, providerEvidence(arn(host)).kind]).toEqual([host, "federated"]);
    }
  });

  it("are written as host and path, from an ARN as from a URL", () => {
    expect(providerPath(arn("oidc.circleci.com/org/0f8f"))).toBe("oidc.circleci.com/org/0f8f");
    expect(providerPath("https://accounts.google.com")).toBe("accounts.google.com");
  });
});

describe("the lasting part of a subject", () => {
  it.each([
    ["token.actions.githubusercontent.com", "repo:acme/shop:ref:refs/heads/feature-7", "repo:acme/shop"],
    ["token.actions.githubusercontent.com", "repo:acme/shop:environment:prod", "repo:acme/shop"],
    ["gitlab.com", "project_path:acme/shop:ref_type:branch:ref:main", "project_path:acme/shop"],
    [
      "app.terraform.io",
      "organization:acme:project:p:workspace:prod:run_phase:apply",
      "organization:acme:project:p:workspace:prod",
    ],
    [
      "agent.buildkite.com",
      "organization:acme:pipeline:shop:ref:refs/heads/main:commit:9f3182:step:build",
      "organization:acme:pipeline:shop",
    ],
    ["oidc.circleci.com/org/0f8f", "org/0f8f/project/77/user/9", "org/0f8f/project/77"],
    [
      "api.bitbucket.org",
      "{0f8fad5b-d9cb-469f-a165-70867728950e}:{1f8fad5b-d9cb-469f-a165-70867728950e}",
      "{0f8fad5b-d9cb-469f-a165-70867728950e}",
    ],
    ["oidc.eks.eu-west-1.amazonaws.com/id/E", "system:serviceaccount:shop:orders", "system:serviceaccount:shop:orders"],
    ["spiffe.example.com", "spiffe://example.com/orders", "spiffe://example.com/orders"],
  ])("of %s's %s is %s", (host, subject, stable) => {
    expect(stableSubject(arn(host), subject, undefined)).toBe(stable);
  });

  it("is the audience for providers of end users, or nothing", () => {
    expect(
      stableSubject("accounts.google.com", "1234", "accounts.google.com:app.apps.googleusercontent.com:1234"),
    ).toBe("app.apps.googleusercontent.com");
    expect(stableSubject("accounts.google.com", "1234", "1234")).toBe("");
    expect(stableSubject("accounts.google.com", "1234", "accounts.google.com:app:9999")).toBe("");
  });
});
