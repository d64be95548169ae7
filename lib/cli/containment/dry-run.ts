import type { ContainmentRequest } from "../../domain/response/containment.ts";
import type { ContainmentTarget } from "../../domain/response/decision.ts";
import { denyRoleSessions } from "../../domain/response/policies/deny-role-sessions.ts";
import { denyTemporarySessions } from "../../domain/response/policies/deny-temporary-sessions.ts";
import { trustDenyOf } from "../../domain/response/policies/deny-trust.ts";
import { pinInstanceLocation } from "../../domain/response/policies/pin-instance-location.ts";
import { type PolicyDocument, policyDocument } from "../../domain/response/policies/policy-document.ts";
import { denyAll } from "../../domain/response/policies/quarantine.ts";
import { revokeOlderSessions } from "../../domain/response/policies/revoke-older-sessions.ts";
import { denyCertificate, denySession } from "../../domain/response/policies/session-policy.ts";
import { compileExpression, expressionIn } from "../../local/state-machine/expression.ts";

/** One call that a playbook makes, in the order of its definition. */
export interface PlannedCall {
  readonly state: string;
  /** `iam:UpdateAccessKey` */
  readonly action: string;
  /** Whether it changes something. */
  readonly changes: boolean;
  /** The role that it is made with; undefined for the state machine's own. */
  readonly role: string | undefined;
  /** As far as they are known before the playbook runs. */
  readonly arguments: unknown;
}

/** Where Step Functions calls a service otherwise than IAM. */
const iamPrefixes: Readonly<Record<string, string>> = { bedrockagentcore: "bedrock-agentcore" };

/** Stands for what the playbook finds out while it runs. */
export const whileItRuns = "(known while it runs)";

interface StateText {
  readonly Type: string;
  readonly Resource?: string;
  readonly Credentials?: { readonly RoleArn?: unknown };
  readonly Arguments?: unknown;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

/**
 * The calls of a definition that reach the target's account, with this request's values; what comes after an error
 * comes last.
 */
export async function plannedCalls(definition: object, request: ContainmentRequest): Promise<readonly PlannedCall[]> {
  const { StartAt, States } = definition as { StartAt: string; States: Readonly<Record<string, StateText>> };
  const calls: PlannedCall[] = [];
  const cutOff = propagated(request);
  for (const name of inOrder(StartAt, States)) {
    const { Resource: resource = "", Credentials: credentials, Arguments: given } = States[name] as StateText;
    const [, service = "", operation] = /:aws-sdk:(?!dynamodb:)(\w+):(\w+)$/.exec(resource) ?? [];
    if (operation === undefined) continue;
    const variables = { request, cutOff };
    const beside = operation === "startSyncExecution" ? besideCall(given) : undefined;
    if (beside !== undefined) {
      calls.push({
        state: name,
        action: beside.call,
        changes: isChange(beside.call.slice(beside.call.indexOf(":") + 1)),
        role: String(await valued(beside.roleArn, variables)),
        arguments: await valued(beside.parameters, variables),
      });
      continue;
    }
    calls.push({
      state: name,
      action: `${iamPrefixes[service] ?? service}:${operation.charAt(0).toUpperCase()}${operation.slice(1)}`,
      changes: isChange(operation),
      role: credentials?.RoleArn === undefined ? undefined : String(await valued(credentials.RoleArn, variables)),
      arguments: (await valued(given, variables)) ?? {},
    });
  }
  return calls;
}

const isChange = (operation: string) => !/^(get|list|simulate|describe)/i.test(operation);

interface BesideCall {
  readonly call: string;
  readonly roleArn: unknown;
  readonly parameters: unknown;
}

/** The call that an Express state machine makes for a playbook: its input names it. */
const besideCall = (given: unknown): BesideCall | undefined =>
  (given as { readonly Input?: BesideCall } | undefined)?.Input;

/** IAM spreads a policy within seconds; the playbook's own margin. */
const marginMs = 30_000;
const propagated = ({ decidedAt }: ContainmentRequest): string =>
  new Date(Date.parse(decidedAt) + marginMs).toISOString();

/** The policies that stand on the principal once a target is contained now; of its trust, the statement in front. */
export function policiesOf(target: ContainmentTarget, request: ContainmentRequest): readonly PolicyDocument[] {
  switch (target.playbook) {
    case "disable-access-key":
    case "disable-service-credential":
      return [];
    case "pin-instance-location":
      return [pinInstanceLocation(target)];
    case "revoke-user-sessions":
      return [denyTemporarySessions];
    case "quarantine-user":
    case "quarantine-role":
      return [denyAll];
    case "deny-role-session":
      return [denyRoleSessions({ principalIds: [target.principalId] })];
    case "revoke-role-sessions":
      return [revokeOlderSessions(propagated(request))];
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      return [policyDocument(trustDenyOf(target))];
    case "stop-function":
    case "recycle-function":
    case "isolate-instance":
    case "swap-instance-profile":
    case "disable-trust-profile":
    case "rotate-secret":
    case "stop-task":
    case "stop-agent-session":
      return [];
    case "restrict-pod-identity":
      return [denySession];
    case "restrict-trust-profile":
      return [denyCertificate(target.certificateName)];
  }
}

/** States as they follow each other, first the ways that a playbook takes where nothing fails. */
function inOrder(start: string, states: Readonly<Record<string, StateText>>): readonly string[] {
  const seen = new Set<string>();
  const visit = (from: string) => {
    const waiting = [from];
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const state = states[name];
      if (state === undefined || seen.has(name)) continue;
      seen.add(name);
      const ways = [...(state.Choices ?? []).map(({ Next }) => Next), state.Next, state.Default];
      waiting.unshift(...ways.filter((way) => way !== undefined));
    }
  };
  visit(start);
  for (const name of [...seen]) for (const { Next } of states[name]?.Catch ?? []) visit(Next);
  return [...seen];
}

async function valued(template: unknown, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (Array.isArray(template)) return Promise.all(template.map((one) => valued(one, variables)));
  if (typeof template === "object" && template !== null) {
    const entries = Object.entries(template).map(
      async ([key, value]) => [key, await valued(value, variables)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  const source = typeof template === "string" ? expressionIn(template) : undefined;
  if (source === undefined) return template;
  // Whatever rests on something else than the request is found out by the playbook itself.
  const named = [...source.matchAll(/\$([A-Za-z]\w*)(?!\w*\()/g)].map(([, name = ""]) => name);
  if (named.some((name) => !Object.hasOwn(variables, name))) return whileItRuns;
  try {
    return (await compileExpression(source).evaluate({}, { ...variables })) ?? whileItRuns;
  } catch {
    return whileItRuns;
  }
}
