import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import type { AccountState } from "../account/account-state.ts";
import type { ApiCall } from "../account/api-call.ts";
import type { AttemptOutcome } from "../account/attempt.ts";
import { reachesCloudTrail } from "../account/cloudtrail-record.ts";
import { IamError } from "../account/iam-error.ts";
import type { Parameters } from "../account/operation.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import type { AttackStep } from "../organisation/attacks/scenario.ts";
import type { AttackCall } from "./demo-report.ts";

export interface AttackAttempt {
  readonly call: AttackCall;
  /** What CloudTrail writes of it; undefined where the credential itself was refused, which no trail shows. */
  readonly record: CloudTrailRecord | undefined;
}

export interface Intruder {
  /** Asks the account for one call. Throws where the simulation cannot judge it. */
  take(step: AttackStep): AttackAttempt;
  /** The step's call with the key that the account knows; undefined where that key was never made. */
  callOf(step: AttackStep): ApiCall | undefined;
  /** ARNs of the principals that the intruder's own calls changed or made. */
  changed(): ReadonlySet<string>;
}

type Fields = Readonly<Record<string, unknown>>;
type Refusal = { readonly errorCode: string; readonly message: string; readonly leavesRecord: boolean };

/** Carries a scenario's steps into a simulated account, one at a time: what it refuses does not happen. */
export function createIntruder(account: SimulatedAccount, steps: readonly AttackStep[]): Intruder {
  const madeLater = new Set(steps.flatMap(({ createsAccessKeyId }) => createsAccessKeyId ?? []));
  /** Keys that the scenario planned, by what the account called them. */
  const keys = new Map<string, string>();
  const changed = new Set<string>();

  const callOf = (step: AttackStep): ApiCall | undefined => {
    const { accessKeyId, action, resourceArn, sourceAddress, userAgent, record } = step;
    if (accessKeyId === undefined) return undefined;
    const key = madeLater.has(accessKeyId) ? keys.get(accessKeyId) : accessKeyId;
    if (key === undefined) return undefined;
    const parameters = action.startsWith("iam:") ? { parameters: inPascalCase(record["requestParameters"]) } : {};
    return { accessKeyId: key, action, resource: resourceArn, sourceAddress, userAgent, ...parameters };
  };

  const renamed = (record: CloudTrailRecord): CloudTrailRecord => {
    let text = JSON.stringify(record);
    for (const [planned, real] of keys) text = text.replaceAll(planned, real);
    return JSON.parse(text) as CloudTrailRecord;
  };

  /** A session for the token of an OIDC provider: nothing is signed, the role's trust policy decides. */
  const startSession = (step: AttackStep): Refusal | undefined => {
    const { userName = "", identityProvider = "" } = step.record["userIdentity"] as Record<string, string>;
    const { roleArn = "", roleSessionName = "" } = step.record["requestParameters"] as Record<string, string>;
    const by = { webIdentity: identityProvider.split(":oidc-provider/")[1] ?? "", claims: { sub: userName } };
    const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
    try {
      const session = account.startSession({ roleName, sessionName: roleSessionName, by }, step.timeMs);
      if (step.createsAccessKeyId !== undefined) keys.set(step.createsAccessKeyId, session.accessKeyId);
      return undefined;
    } catch (error) {
      if (!(error instanceof IamError)) throw error;
      return { errorCode: error.errorCode, message: error.message, leavesRecord: true };
    }
  };

  const perform = (step: AttackStep, call: ApiCall): Refusal | undefined => {
    const name = operationName(call.action);
    const carriesOut = step.permitted && name !== undefined && Object.hasOwn(account.operations, name);
    if (!carriesOut) return refusalOf(account.attempt(call, step.timeMs));
    const before = account.state();
    const result = account.request(call, step.timeMs);
    for (const arn of changedPrincipals(before, account.state())) changed.add(arn);
    if (result.outcome === "failed") {
      return { errorCode: result.error.errorCode, message: result.error.message, leavesRecord: true };
    }
    if (result.outcome === "refused") return refusalOf(result.attempt);
    const made = (result.response["AccessKey"] as { readonly AccessKeyId?: string } | undefined)?.AccessKeyId;
    if (step.createsAccessKeyId !== undefined && made !== undefined) keys.set(step.createsAccessKeyId, made);
    return undefined;
  };

  return {
    callOf,
    changed: () => changed,
    take(step) {
      const call = callOf(step);
      const base = { offsetMs: step.atOffsetMs, action: step.action, resource: step.resourceArn };
      if (call === undefined && step.accessKeyId !== undefined) {
        const impossible = { verdict: "impossible", accessKeyId: undefined, errorCode: undefined } as const;
        return { call: { ...base, ...impossible, eventId: undefined }, record: undefined };
      }
      const refusal = call === undefined ? startSession(step) : perform(step, call);
      const record = renamed(step.record);
      const eventId = String(record["eventID"]);
      const accessKeyId = call?.accessKeyId;
      if (!step.permitted && (refusal === undefined || refusal.leavesRecord)) {
        const errorCode = String(record["errorCode"]);
        return { call: { ...base, verdict: "refused-by-own-policy", accessKeyId, errorCode, eventId }, record };
      }
      if (refusal === undefined) {
        return { call: { ...base, verdict: "allowed", accessKeyId, errorCode: undefined, eventId }, record };
      }
      const { errorCode, message, leavesRecord } = refusal;
      const told = leavesRecord ? { ...record, errorCode, errorMessage: message, responseElements: null } : undefined;
      return {
        call: {
          ...base,
          verdict: "refused-by-containment",
          accessKeyId,
          errorCode,
          eventId: told === undefined ? undefined : eventId,
        },
        record: told,
      };
    },
  };
}

/** ARNs of users and roles that are not the same in both states. */
export function changedPrincipals(before: AccountState, after: AccountState): readonly string[] {
  const all = (state: AccountState) => [...state.users.values(), ...state.roles.values()];
  const old = new Map(all(before).map((principal) => [principal.arn, principal]));
  const now = new Map(all(after).map((principal) => [principal.arn, principal]));
  return [...new Set([...old.keys(), ...now.keys()])].filter((arn) => old.get(arn) !== now.get(arn));
}

function refusalOf(outcome: AttemptOutcome): Refusal | undefined {
  if (outcome.outcome === "allowed") return undefined;
  if (outcome.outcome === "error") throw new Error(`the simulated account cannot judge a call: ${outcome.problem}`);
  const { errorCode, message } = outcome;
  return { errorCode, message, leavesRecord: reachesCloudTrail(outcome) };
}

const operationName = (action: string): string | undefined => {
  const [, name] = /^iam:(\w+)$/.exec(action) ?? [];
  return name === undefined ? undefined : name.charAt(0).toLowerCase() + name.slice(1);
};

function inPascalCase(parameters: unknown): Parameters {
  const fields = Object.entries((parameters ?? {}) as Fields);
  return Object.fromEntries(
    fields.map(([key, value]) => {
      const name = key.charAt(0).toUpperCase() + key.slice(1);
      return [name, value];
    }),
  );
}
