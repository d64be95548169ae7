import type { ServiceResource } from "../../../lib/local/account/service-resources.ts";
import type { SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import type { Clock } from "../../../lib/local/state-machine/clock.ts";
import { allow, policy } from "./example-account.ts";
import { puttingBack } from "./putting-back.ts";

export interface Adversary {
  /** What it did that was let through, in order. */
  readonly done: readonly string[];
  stop(): void;
}

/** How often such tools look at their own policies, in milliseconds. */
const pollMs = 500;

/**
 * Someone who holds a user's key and keeps what it may do: every half a second it looks at all users and roles and
 * takes off whatever the warden put there: policies, denies of a trust, tags, an Inactive status; resources get back
 * what it found there. At the first sign it makes a user and a role
 * with administrator rights, and goes on with the user's key once it is in force. Every call is judged by the account.
 */
export function revertingAdversary(account: SimulatedAccount, clock: Clock, stolenKey: string): Adversary {
  const keys = [stolenKey];
  const found = account.state().resources;
  const done: string[] = [];
  let running = true;

  const call = (action: string, parameters: Record<string, unknown>) => {
    for (const accessKeyId of keys) {
      const made = { accessKeyId, action, parameters, sourceAddress: "203.0.113.66" };
      const result = account.request(made, clock.nowMs());
      if (result.outcome === "refused") continue;
      if (result.outcome === "succeeded") done.push(action);
      return result;
    }
    return undefined;
  };

  const spread = () => {
    if (keys.length > 1) return;
    const [UserName, RoleName] = ["service-desk", "service-desk"];
    const PolicyDocument = policy(allow("*"));
    const AssumeRolePolicyDocument = policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account.accountId}:root` },
      Action: "sts:AssumeRole",
    });
    call("iam:CreateRole", { RoleName, AssumeRolePolicyDocument });
    call("iam:PutRolePolicy", { RoleName, PolicyName: "all", PolicyDocument });
    call("iam:CreateUser", { UserName });
    call("iam:PutUserPolicy", { UserName, PolicyName: "all", PolicyDocument });
    const result = call("iam:CreateAccessKey", { UserName });
    if (result?.outcome !== "succeeded") return;
    keys.push((result.response["AccessKey"] as { AccessKeyId: string }).AccessKeyId);
  };

  const look = () => {
    const { users, roles } = account.state();
    for (const principal of [...users.values(), ...roles.values()]) {
      const { kind, name } = principal;
      const who = { [`${kind}Name`]: name };
      const ours = principal.inlinePolicies.filter((one) => one.name.startsWith("NhiWarden-"));
      const attached = principal.attachedPolicyArns.filter((arn) => arn.includes("/nhi-warden/"));
      const tags = principal.tags.filter(({ key }) => key.startsWith("nhi-warden:"));
      const trust = principal.kind === "Role" && principal.trustPolicy.includes("NhiDeny") ? principal.trustPolicy : "";
      const inactive = principal.kind === "User" ? principal.accessKeys.filter((key) => key.status !== "Active") : [];
      const held = principal.kind === "User" ? (principal.serviceCredentials ?? []) : [];
      const disabled = held.filter(({ status }) => status !== "Active");
      if (ours.length + attached.length + tags.length + inactive.length + disabled.length + trust.length === 0)
        continue;
      spread();
      for (const { name: PolicyName } of ours) call(`iam:Delete${kind}Policy`, { ...who, PolicyName });
      for (const PolicyArn of attached) call(`iam:Detach${kind}Policy`, { ...who, PolicyArn });
      if (trust !== "") call("iam:UpdateAssumeRolePolicy", { ...who, PolicyDocument: withoutDenies(trust) });
      if (tags.length > 0) call(`iam:Untag${kind}`, { ...who, TagKeys: tags.map(({ key }) => key) });
      for (const { accessKeyId: AccessKeyId } of inactive) {
        call("iam:UpdateAccessKey", { ...who, AccessKeyId, Status: "Active" });
      }
      for (const { id: ServiceSpecificCredentialId } of disabled) {
        call("iam:UpdateServiceSpecificCredential", { ...who, ServiceSpecificCredentialId, Status: "Active" });
      }
    }
    for (const resource of account.state().resources.values()) {
      const before = found.get(resource.arn);
      if (before === undefined || withoutId(before) === withoutId(resource)) continue;
      spread();
      for (const [action, parameters] of puttingBack(before, resource)) call(action, parameters);
    }
  };

  const run = async () => {
    while (running) {
      await clock.sleep(pollMs);
      if (running) look();
    }
  };
  void run();
  return {
    done,
    stop: () => {
      running = false;
    },
  };
}

/** EC2 gives an association of an instance profile another id with each change, Lambda a function another revision. */
const withoutId = (resource: ServiceResource) =>
  JSON.stringify(resource, (key, value) => (key === "id" || key === "revision" ? undefined : value));

const withoutDenies = (trust: string) => {
  const document = JSON.parse(trust) as { readonly Statement: readonly { readonly Sid?: string }[] };
  return JSON.stringify({
    ...document,
    Statement: document.Statement.filter(({ Sid = "" }) => !Sid.startsWith("NhiDeny")),
  });
};
