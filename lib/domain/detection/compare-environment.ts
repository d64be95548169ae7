import { valueDays } from "../behaviour/baseline.ts";
import { dimensionOf, foreignAccountDimension, markKey, resourceDimension } from "../behaviour/dimension.ts";
import { namesOf } from "../behaviour/marks.ts";
import { arnPart } from "../identity/arn.ts";
import { addSignal, type Comparison, compareValue } from "./comparison.ts";
import { type Environment, environmentOf } from "./environment-name.ts";
import { signalWeights, strengthOf } from "./signal-points.ts";

const kind = "cross-environment";
/** Accounts of one organisation work with each other more than strangers do. */
const ownOrganisationFactor = 0.7;
const foreignEndpointFactor = 1.2;
/** What belongs to production reaches down more often, and does less harm there. */
const downwardFactor = 0.7;
/** Days on which labelled resources were used, from which they tell the identity's own environment. */
const leastLabelledDays = 5;

/**
 * One identity in several environments (OWASP NHI8 and NHI9:2025): in an account where it was never used, into the role
 * of an account that it never went to, through a VPC endpoint of another account, or on a resource whose name says
 * another environment than the identity's own. Cheap where account and endpoint are the identity's own.
 */
export function compareEnvironment(comparison: Comparison): void {
  const { activity, actor } = comparison;
  const own = actor.identity.accountId;
  if (own !== "" && activity.accountId !== "" && activity.accountId !== own) {
    compareAccount(comparison, activity.accountId, "used in account");
  }
  if (activity.vpcEndpointId !== undefined && own !== "") compareEndpoint(comparison, own);
  if (activity.action === "sts:AssumeRole" && own !== "") compareAssumed(comparison, own);
  if (comparison.signals?.some((signal) => signal.kind === "resource" && signal.band === "unseen")) {
    compareNames(comparison);
  }
}

function compareAccount(comparison: Comparison, account: string, how: string): void {
  const factor = comparison.surroundings.organisationAccounts.has(account) ? ownOrganisationFactor : 1;
  compareAs(comparison, `${how} ${account}`, factor);
}

const compareAs = (comparison: Comparison, name: string, factor: number): void =>
  compareValue(comparison, kind, foreignAccountDimension, markKey(foreignAccountDimension, name), factor, name);

/** The endpoint's owner is AWS's word, not the caller's: a network that the identity's account does not own. */
function compareEndpoint(comparison: Comparison, own: string): void {
  const { activity, surroundings } = comparison;
  const account = activity.record["vpcEndpointAccountId"];
  if (typeof account !== "string" || !/^\d{12}$/.test(account) || account === own) return;
  const isOurs = surroundings.organisationAccounts.has(account) || account === activity.accountId;
  compareAs(
    comparison,
    `through a VPC endpoint of account ${account}`,
    isOurs ? ownOrganisationFactor : foreignEndpointFactor,
  );
}

function compareAssumed(comparison: Comparison, own: string): void {
  const request = comparison.activity.record["requestParameters"] as
    | Readonly<Record<string, unknown>>
    | null
    | undefined;
  const roleArn = request?.["roleArn"];
  if (typeof roleArn !== "string" || !roleArn.startsWith("arn:")) return;
  const account = arnPart(roleArn, 4);
  if (/^\d{12}$/.test(account) && account !== own) compareAccount(comparison, account, "into a role of account");
}

/** A resource that was never touched, and whose name says production where all else of the identity says it is none. */
function compareNames(comparison: Comparison): void {
  const { actor, signals } = comparison;
  for (const signal of signals ?? []) {
    if (signal.kind !== "resource" || signal.band !== "unseen") continue;
    const named = signal.observed.slice("resource ".length);
    const environment = environmentOf(named.slice(named.indexOf(" ") + 1));
    if (environment === undefined) continue;
    const own = environmentOf(actor.identity.name) ?? usualEnvironment(comparison);
    if (own === undefined || own === environment) continue;
    const factor = environment === "production" ? 1 : downwardFactor;
    addSignal(comparison, kind, signal.bits, signalWeights[kind].points * factor * strengthOf(signal.bits), {
      observed: `${environment}: ${named}`,
      expected: `an identity of ${own}, by its name or by what it used so far`,
      band: "unseen",
    });
    return;
  }
}

/** The environment that the names of the resources used so far agree on. */
function usualEnvironment({ baseline, mask }: Comparison): Environment | undefined {
  const { marks } = baseline;
  const names = namesOf(marks);
  let found: Environment | undefined;
  let days = 0;
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== resourceDimension) continue;
    const seen = valueDays(baseline, index, mask);
    const environment = seen === 0 ? undefined : environmentOf(names[index] as string);
    if (environment === undefined) continue;
    if (found !== undefined && found !== environment) return undefined;
    found = environment;
    days = Math.max(days, seen);
  }
  return days >= leastLabelledDays ? found : undefined;
}
