import { arnPart } from "../identity/arn.ts";
import type { ListedRole, ListedUser } from "./account-listing.ts";
import { type Allowed, allowedBy, type Rights } from "./rights.ts";

/**
 * How near an identity is to everything its account has. `administrator`: it may do everything. `reaches`: by one step
 * that was found it could come to be allowed more than it is. `perhaps`: the same under conditions that are not
 * weighed. `none-found` is no promise: ways through other services, resources and accounts are not looked for.
 */
export interface AdministratorReach {
  readonly level: "administrator" | "reaches" | "perhaps" | "none-found";
  /** The nearest way, a clause for people; "" where none was found. */
  readonly by: string;
  /** How many of the ways that are looked for are open; at least so many there are. */
  readonly ways: number;
}

/** A name that nobody chose: what a policy allows on it, it allows on whatever has a name. */
const anyName = "nhi-warden-any-name";

type Target = "itself" | "user" | "role" | "group" | "own-group" | "policy" | "own-policy";

/**
 * Single calls that give their caller other rights. After Spencer Gietzen, "AWS IAM Privilege Escalation: Methods and
 * Mitigation", Rhino Security Labs (2018).
 */
const ways: readonly { readonly action: string; readonly on: readonly Target[]; readonly only?: "user" | "role" }[] = [
  { action: "iam:PutUserPolicy", on: ["itself"], only: "user" },
  { action: "iam:AttachUserPolicy", on: ["itself"], only: "user" },
  { action: "iam:PutRolePolicy", on: ["itself"], only: "role" },
  { action: "iam:AttachRolePolicy", on: ["itself"], only: "role" },
  { action: "iam:PutGroupPolicy", on: ["own-group"] },
  { action: "iam:AttachGroupPolicy", on: ["own-group"] },
  { action: "iam:AddUserToGroup", on: ["group"] },
  { action: "iam:CreatePolicyVersion", on: ["own-policy", "policy"] },
  { action: "iam:SetDefaultPolicyVersion", on: ["own-policy", "policy"] },
  { action: "iam:PutUserPolicy", on: ["user"] },
  { action: "iam:AttachUserPolicy", on: ["user"] },
  { action: "iam:PutRolePolicy", on: ["role"] },
  { action: "iam:AttachRolePolicy", on: ["role"] },
  { action: "iam:UpdateAssumeRolePolicy", on: ["role"] },
  { action: "iam:CreateAccessKey", on: ["user"] },
  { action: "iam:CreateLoginProfile", on: ["user"] },
  { action: "iam:UpdateLoginProfile", on: ["user"] },
];

/** Calls that start something which works as a role that it was passed. */
const starters = [
  "lambda:CreateFunction",
  "ec2:RunInstances",
  "ecs:RunTask",
  "codebuild:CreateProject",
  "cloudformation:CreateStack",
  "glue:CreateJob",
  "states:CreateStateMachine",
];

/** The ways that one identity's own policies open. */
export function administratorReach(principal: ListedUser | ListedRole, rights: Rights): AdministratorReach {
  const resource = anyResource(principal.arn);
  // Who may do everything but in IAM, as AWS's PowerUserAccess, is no administrator.
  const [anything, anyRight] = everyAction.map((action) => allowedBy(rights, action, resource));
  const whole = anything === "yes" ? anyRight : anything;
  if (whole === "yes") {
    return { level: "administrator", by: "its policies allow every action on every resource", ways: 1 };
  }
  const found: { readonly by: string; readonly allowed: Allowed }[] = [];
  if (whole === "perhaps") {
    found.push({ by: "its policies allow every action on every resource", allowed: whole });
  }
  const kind = "trust" in principal ? "role" : "user";
  for (const { action, on, only } of ways) {
    if (only !== undefined && only !== kind) continue;
    const target = on.map((one) => ({ one, allowed: onTarget(principal, rights, action, one) }));
    const open = target.find(({ allowed }) => allowed === "yes") ?? target.find(({ allowed }) => allowed !== "no");
    if (open !== undefined) found.push({ by: `it may call ${action} on ${named[open.one]}`, allowed: open.allowed });
  }
  found.push(...byPassingRoles(principal, rights));
  const first = found.find(({ allowed }) => allowed === "yes") ?? found[0];
  if (first === undefined) return { level: "none-found", by: "", ways: 0 };
  return { level: first.allowed === "yes" ? "reaches" : "perhaps", by: first.by, ways: found.length };
}

/** What only patterns that fit everything allow. */
const everyAction = ["nhi-warden:anyaction", "iam:anyaction"];
const anyResource = (arn: string): string => `arn:${arnPart(arn, 1)}:nhi-warden:::${anyName}`;

const named: Readonly<Record<Target, string>> = {
  itself: "itself",
  user: "any user",
  role: "any role",
  group: "any group",
  "own-group": "a group that it is in",
  policy: "any policy of the account",
  "own-policy": "a policy that it is under",
};

function onTarget(principal: ListedUser | ListedRole, rights: Rights, action: string, target: Target): Allowed {
  const lower = action.toLowerCase();
  const answers = resourcesOf(principal, target).map((resource) => allowedBy(rights, lower, resource));
  return answers.find((one) => one === "yes") ?? answers.find((one) => one === "perhaps") ?? "no";
}

function resourcesOf(principal: ListedUser | ListedRole, target: Target): readonly string[] {
  const own = `arn:${arnPart(principal.arn, 1)}:iam::${arnPart(principal.arn, 4)}`;
  switch (target) {
    case "itself":
      return [principal.arn];
    case "own-group":
      return "groups" in principal ? principal.groups.map((name) => `${own}:group/${name}`) : [];
    case "own-policy":
      return principal.attached.filter((arn) => arn.startsWith(`${own}:policy/`));
    default:
      return [`${own}:${target}/${anyName}`];
  }
}

function byPassingRoles(principal: ListedUser | ListedRole, rights: Rights) {
  const passes = onTarget(principal, rights, "iam:PassRole", "role");
  if (passes === "no") return [];
  const anything = anyResource(principal.arn);
  return starters.flatMap((action) => {
    const starts = allowedBy(rights, action.toLowerCase(), anything);
    if (starts === "no") return [];
    const allowed: Allowed = starts === "yes" && passes === "yes" ? "yes" : "perhaps";
    return [{ by: `it may call ${action} with any role (iam:PassRole)`, allowed }];
  });
}
