import { arnPart } from "./arn.ts";
import { evidence, type KindEvidence } from "./kind-evidence.ts";

/** Issuers of CI systems' tokens, as they stand in an IAM OIDC provider's ARN. Self-hosted ones are "federated". */
const ciHosts: readonly string[] = [
  "token.actions.githubusercontent.com",
  "gitlab.com",
  "api.bitbucket.org",
  "oidc.circleci.com",
  "app.terraform.io",
  "agent.buildkite.com",
  "vstoken.dev.azure.com",
];

const ciSuffixes: readonly string[] = [".app.spacelift.io", ".ghe.com"];

/** Providers whose subjects are an application's end users: one identity a user would be one a visitor. */
const endUserHosts: readonly string[] = [
  "cognito-identity.amazonaws.com",
  "accounts.google.com",
  "graph.facebook.com",
  "www.amazon.com",
  "api.amazon.com",
];

/** `oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE` of a provider given as an ARN, a URL or a host. */
export function providerPath(provider: string): string {
  const at = provider.indexOf(":oidc-provider/");
  if (at >= 0) return provider.slice(at + 15);
  return provider.startsWith("https://") ? provider.slice(8) : provider;
}

function hostOf(provider: string): string {
  const path = providerPath(provider);
  const slash = path.indexOf("/");
  return (slash < 0 ? path : path.slice(0, slash)).toLowerCase();
}

/** What the provider alone says of the workloads that it vouches for. The host's end is compared, never its middle. */
export function providerEvidence(provider: string): KindEvidence {
  const host = hostOf(provider);
  if (
    host.startsWith("oidc.eks") &&
    /^oidc\.eks(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(host)
  ) {
    return evidence.eksProvider;
  }
  if (ciHosts.includes(host) || ciSuffixes.some((suffix) => host.endsWith(suffix))) return evidence.ciProvider;
  return evidence.otherProvider;
}

/** Account that owns the provider; "" for the providers that IAM knows by itself. */
export function providerAccount(provider: string): string {
  return provider.startsWith("arn:") ? arnPart(provider, 4) : "";
}

/** Where in a CI system's subject the part begins that changes with the branch, the run or the step. */
const passing: readonly RegExp[] = [
  /^(repo:[^:]+):/, // GitHub: repo:org/name:ref:refs/heads/main, repo:org/name:pull_request
  /^(project_path:[^:]+):/, // GitLab: project_path:group/name:ref_type:branch:ref:main
  /^(organization:[^:]+:pipeline:[^:]+):/, // Buildkite: organization:o:pipeline:p:ref:…:commit:…:step:…
  /^(organization:[^:]+:project:[^:]+:workspace:[^:]+):/, // Terraform Cloud: …:run_phase:plan
  /^(org\/[^/]+\/project\/[^/]+)\//, // CircleCI: org/ID/project/ID/user/ID
  /^(\{[0-9a-f-]{36}\}):/, // Bitbucket: {repository}:{environment}:{step}, each step with an id of its own
];

/**
 * The part of a web identity that stays the same from run to run: repository, project, workspace or service account.
 * A branch or a step would make a new identity each; they stay visible in the workload. End users of one application
 * are one identity, named by the token's audience, which stands in `principalId` between provider and subject.
 */
export function stableSubject(provider: string, subject: string, principalId: string | undefined): string {
  const host = hostOf(provider);
  if (endUserHosts.includes(host)) {
    const rest = principalId?.startsWith(`${host}:`) === true ? principalId.slice(host.length + 1) : "";
    return rest.endsWith(`:${subject}`) ? rest.slice(0, -subject.length - 1) : "";
  }
  if (subject.startsWith("system:serviceaccount:")) return subject;
  for (const pattern of passing) {
    const match = pattern.exec(subject);
    if (match?.[1] !== undefined) return match[1];
  }
  return subject;
}
