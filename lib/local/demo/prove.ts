import type { ContainmentTarget } from "../../domain/response/decision.ts";
import { principalOf } from "../../domain/response/target-text.ts";
import type { AccountState } from "../account/account-state.ts";
import type { ApiCall } from "../account/api-call.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import type { AttackStep } from "../organisation/attacks/scenario.ts";
import type { ContainmentProof, PlaybookRun, Proof } from "./demo-report.ts";
import { changedPrincipals, type Intruder } from "./intruder.ts";
import { whatStands } from "./what-stands.ts";

export interface ProofParts {
  readonly accounts: readonly SimulatedAccount[];
  /** Their states before the attack. */
  readonly before: ReadonlyMap<string, AccountState>;
  /** Account that the attack is made in. */
  readonly attacked: SimulatedAccount;
  /** What was contained of the attacked identity, in this run or an earlier one on the same data. */
  readonly targets: readonly ContainmentTarget[];
  readonly runs: readonly PlaybookRun[];
  readonly steps: readonly AttackStep[];
  readonly intruder: Intruder;
  readonly nowMs: number;
}

/** Asks the accounts themselves, once everything is over, what holds and what was touched. */
export function prove(parts: ProofParts): Proof {
  const containments = parts.targets.map((target) => proofOf(target, parts));
  const stillWorking = workingCredentials(parts);
  const allowed = new Set([...parts.intruder.changed(), ...parts.targets.map(principalOf)]);
  const collateral = parts.accounts.flatMap((account) =>
    changedPrincipals(parts.before.get(account.accountId) as AccountState, account.state()).filter(
      (arn) => !allowed.has(arn),
    ),
  );
  const why = whyNot(parts, containments, stillWorking, collateral);
  return {
    proven: why === undefined,
    containments,
    stillWorking,
    untouched: untouched(parts, allowed),
    collateral,
    leftBehind: leftBehind(parts),
    why,
  };
}

function whyNot(
  { runs }: ProofParts,
  containments: readonly ContainmentProof[],
  stillWorking: readonly string[],
  collateral: readonly string[],
): string | undefined {
  if (containments.length === 0) return "nothing was contained";
  const failed = runs.find(({ status, recordState }) => status !== "SUCCEEDED" || recordState !== "contained");
  if (failed !== undefined) return `the playbook ${failed.playbook} ended as ${failed.outcome ?? failed.status}`;
  const open = containments.find(({ inEffect }) => !inEffect);
  if (open !== undefined) return open.statement;
  if (stillWorking.length > 0) return `${stillWorking.join(", ")} still works for the intruder`;
  return collateral.length > 0 ? `${collateral.join(", ")} changed too` : undefined;
}

function proofOf(target: ContainmentTarget, { accounts, steps, nowMs }: ProofParts): ContainmentProof {
  const account = accounts.find(({ accountId }) => accountId === target.accountId);
  if (account === undefined) throw new Error(`the demo has no account ${target.accountId}`);
  const { inEffect, statement, cutOffMs = 0 } = whatStands(account, target, nowMs);
  const newSessionsWork =
    target.playbook === "deny-role-session" || target.playbook === "revoke-role-sessions"
      ? newSessionWorks(account, target.roleName, steps, Math.max(nowMs, cutOffMs))
      : undefined;
  return { target, inEffect, statement, newSessionsWork };
}

/** Whether the workload's next session may do what the stolen one is refused; undefined where nobody can start one. */
function newSessionWorks(
  account: SimulatedAccount,
  roleName: string,
  steps: readonly AttackStep[],
  nowMs: number,
): boolean | undefined {
  const role = account.state().roles.get(roleName);
  const tried = steps.find(isTelling);
  if (role === undefined || tried === undefined) return undefined;
  const by = trusted(role.trustPolicy);
  if (by === undefined) return undefined;
  const { accessKeyId } = account.startSession({ roleName, sessionName: "next-session", by }, nowMs);
  const { action, resourceArn: resource, sourceAddress } = tried;
  return account.attempt({ accessKeyId, action, resource, sourceAddress }, nowMs).outcome === "allowed";
}

function trusted(trustPolicy: string) {
  const [statement] = (JSON.parse(trustPolicy) as { Statement: readonly Record<string, never>[] }).Statement;
  const { Service: service, Federated: provider } = (statement?.["Principal"] ?? {}) as Record<string, string>;
  if (service !== undefined) return { service };
  const webIdentity = provider?.split(":oidc-provider/")[1];
  if (webIdentity === undefined) return undefined;
  const condition = statement?.["Condition"] as { StringEquals?: Record<string, string> } | undefined;
  return { webIdentity, claims: { sub: condition?.StringEquals?.[`${webIdentity}:sub`] ?? "" } };
}

/** Every credential may ask who it is, so that call proves nothing. */
const isTelling = ({ permitted, action, accessKeyId }: AttackStep) =>
  permitted && accessKeyId !== undefined && action !== "sts:GetCallerIdentity";

/** Tries each credential of the intruder once more, with a call that it was allowed to make. */
function workingCredentials({ attacked, steps, intruder, nowMs }: ProofParts): readonly string[] {
  const tries = new Map<string, ApiCall>();
  for (const step of steps.filter(isTelling)) {
    const call = intruder.callOf(step);
    if (call !== undefined) tries.set(call.accessKeyId, call);
  }
  return [...tries.values()]
    .filter((call) => attacked.attempt(call, nowMs).outcome === "allowed")
    .map(({ accessKeyId }) => accessKeyId);
}

function untouched({ accounts, before }: ProofParts, allowed: ReadonlySet<string>): Proof["untouched"] {
  let identities = 0;
  let accessKeys = 0;
  for (const account of accounts) {
    const state = account.state();
    const old = before.get(account.accountId) as AccountState;
    identities += [...old.roles].filter(([name, role]) => state.roles.get(name) === role).length;
    for (const [name, user] of old.users) {
      const now = state.users.get(name);
      if (now === user && !allowed.has(user.arn)) identities++;
      accessKeys += user.accessKeys.filter((key) => now?.accessKeys.includes(key)).length;
    }
  }
  return { identities, accessKeys };
}

/** Principals that the intruder made or changed, as far as the containment leaves them. */
function leftBehind({ attacked, before, intruder }: ProofParts): readonly string[] {
  const old = before.get(attacked.accountId) as AccountState;
  const state = attacked.state();
  return [...intruder.changed()].flatMap((arn) => {
    const user = [...state.users.values()].find((one) => one.arn === arn);
    const was = user && old.users.get(user.name);
    if (user === undefined) return [`${arn} was changed`];
    const known = new Set(was?.accessKeys.map(({ accessKeyId }) => accessKeyId));
    const fresh = user.accessKeys.filter(({ accessKeyId }) => !known.has(accessKeyId));
    return [
      ...(was === undefined ? [`user ${user.name} was made`] : []),
      ...fresh.map(({ accessKeyId, status }) => `access key ${accessKeyId} of ${user.name} was made (${status})`),
      ...user.inlinePolicies
        .filter((policy) => !was?.inlinePolicies.includes(policy))
        .map(({ name }) => `inline policy ${name} was put on ${user.name}`),
      ...user.attachedPolicyArns
        .filter((policyArn) => !was?.attachedPolicyArns.includes(policyArn))
        .map((policyArn) => `${policyArn.slice(policyArn.lastIndexOf("/") + 1)} was attached to ${user.name}`),
    ];
  });
}
