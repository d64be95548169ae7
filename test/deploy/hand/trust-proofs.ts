import { CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { createKeyUser } from "../key-user.ts";
import type { DeployedWarden } from "../warden.ts";
import type { HandProof, Subject } from "./hand-proof.ts";
import { trySts } from "./service-calls.ts";

const signatures = "the signatures of web identity tokens, which the emulator's STS does not check";
const github = "token.actions.githubusercontent.com";
const cluster = "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

/** Playbooks that close a role's trust to one party: STS refuses it a session, and gives one to another party. */
export const trustProofs: readonly HandProof[] = [
  {
    playbook: "deny-oidc-claim",
    proof: "READ-BACK",
    restore: "LiftFromTrust",
    not: signatures,
    prepare: (warden) =>
      webIdentity(warden, "release-publisher", github, {
        from: `${github}:repository_id=4711`,
        stopped: { aud: "sts.amazonaws.com", sub: "repo:acme/site:ref:refs/heads/main", repository_id: "4711" },
        other: { aud: "sts.amazonaws.com", sub: "repo:acme/shop:ref:refs/heads/main", repository_id: "4712" },
      }),
  },
  {
    playbook: "deny-service-account",
    proof: "READ-BACK",
    restore: "LiftFromTrust",
    not: signatures,
    prepare: (warden) =>
      webIdentity(warden, "pods-of-the-shop", cluster, {
        from: `${cluster}:system:serviceaccount:shop:checkout`,
        stopped: { aud: "sts.amazonaws.com", sub: "system:serviceaccount:shop:checkout" },
        other: { aud: "sts.amazonaws.com", sub: "system:serviceaccount:shop:catalogue" },
      }),
  },
  { playbook: "deny-foreign-principal", proof: "READ-BACK", restore: "LiftFromTrust", prepare: foreignPrincipal },
];

/** A role that a provider's tokens may take, and a token of each of two parties. */
async function webIdentity(
  { clients, ministack }: DeployedWarden,
  roleName: string,
  provider: string,
  parties: { readonly from: string; readonly stopped: object; readonly other: object },
): Promise<Subject> {
  const trusted = { Federated: `arn:aws:iam::${ministack.accountId}:oidc-provider/${provider}` };
  const Condition = { StringEquals: { [`${provider}:aud`]: "sts.amazonaws.com" } };
  const arn = await roleThatTrusts(clients.iam, roleName, trusted, "sts:AssumeRoleWithWebIdentity", Condition);
  const attempt = (claims: object) => () =>
    trySts(ministack, undefined, "AssumeRoleWithWebIdentity", {
      RoleArn: arn,
      RoleSessionName: "a-session",
      WebIdentityToken: token({ iss: `https://${provider}`, ...claims }),
    });
  return {
    words: [arn, "--from", parties.from],
    ...closedTrust(clients.iam, roleName),
    tries: { stopped: attempt(parties.stopped), other: attempt(parties.other), refusal: "AccessDenied" },
  };
}

/** A role that another account may take, and two users of that account. */
async function foreignPrincipal({ clients, ministack }: DeployedWarden): Promise<Subject> {
  const { endpoint, region, root } = ministack;
  const foreign = "444455556666";
  const credentials = { accessKeyId: foreign, secretAccessKey: root.secretAccessKey };
  const theirs = new IAMClient({ endpoint, region, credentials });
  const [partner, auditor] = await Promise.all(
    ["partner", "auditor"].map((name) => createKeyUser(theirs, foreign, name, ["sts:AssumeRole"])),
  );
  if (partner === undefined || auditor === undefined) throw new Error("the other account has no users");
  const trusted = { AWS: `arn:aws:iam::${foreign}:root` };
  const arn = await roleThatTrusts(clients.iam, "shared-reports", trusted, "sts:AssumeRole");
  const attempt = (user: typeof partner) => () =>
    trySts(ministack, user.credentials, "AssumeRole", { RoleArn: arn, RoleSessionName: "a-session" });
  return {
    words: [arn, "--from", `arn:aws:iam::${foreign}:user/partner`],
    ...closedTrust(clients.iam, "shared-reports"),
    tries: { stopped: attempt(partner), other: attempt(auditor), refusal: "AccessDenied" },
  };
}

/** To the letter: a release puts back the very text. */
const closedTrust = (iam: IAMClient, RoleName: string): Pick<Subject, "look" | "isContained"> => ({
  async look() {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return JSON.stringify({ trust: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), tags: Role?.Tags ?? [] });
  },
  isContained: (shown) => {
    const { trust } = JSON.parse(shown) as { readonly trust: string };
    const { Statement } = JSON.parse(trust) as { readonly Statement: readonly { readonly Effect: string }[] };
    return Statement.length === 2 && Statement[0]?.Effect === "Deny" && shown.includes("nhi-warden:incident");
  },
});

async function roleThatTrusts(iam: IAMClient, RoleName: string, Principal: object, Action: string, Condition = {}) {
  const Statement = [{ Effect: "Allow", Principal, Action, Condition }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  if (Role?.Arn === undefined) throw new Error(`the emulator made no role ${RoleName}`);
  return Role.Arn;
}

/** A JSON Web Token with these claims and no signature worth its name. */
function token(claims: object): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT", kid: "1" })}.${part(claims)}.${Buffer.from("none").toString("base64url")}`;
}
