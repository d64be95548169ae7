import { versionName } from "../behaviour/agent-version.ts";
import type { Caller } from "../behaviour/caller.ts";
import { makerOf } from "../behaviour/session-links.ts";
import { busiestHour, openHourOf, sketchCount } from "../behaviour/volume.ts";
import type { Activity } from "../event/activity.ts";
import { isLongTermKey } from "../identity/access-key-id.ts";
import type { Actor } from "../identity/identity.ts";
import { keyAgeDays, keyIdleDays } from "../inventory/key-days.ts";
import { resourcesOf } from "../scope/activity-resources.ts";
import { dataCategoriesOf } from "../scope/data-categories.ts";
import { contractViolations } from "./compare-contract.ts";
import { openedBy } from "./compare-foreign-accounts.ts";
import { prevalenceAmongPeers, regionAmongPeers } from "./compare-peers.ts";
import { type Comparison, networkFactsOf } from "./comparison.ts";
import type { Facts } from "./sigma/field-reader.ts";
import { reachOf } from "./usual-place.ts";

/** What the policy says of the identity and how it is trusted; told by whoever assesses, one for all its activities. */
export interface Standpoint {
  readonly tier: string;
  /** Trust, 0 to 100, of the baseline's owner at a time. Asked for only where a rule does. */
  readonly trustAt: (standing: object, timeMs: number) => number;
  /** Whether a case of the identity takes in what happens at a time; not there where cases are not followed. */
  readonly hasCaseAt?: (timeMs: number) => boolean;
}

const credentialKind = ({ accessKeyId }: Actor): string =>
  accessKeyId === undefined ? "none" : isLongTermKey(accessKeyId) ? "long-term" : "temporary";

/** A call with a bare token, as Bedrock takes them: no key signed it, and what IAM lists as keys says nothing of it. */
function isUnsigned({ record }: Activity): boolean {
  const said = (part: unknown) =>
    (part as Record<string, unknown> | null | undefined)?.["callWithBearerToken"] === true;
  return said(record["additionalEventData"]) || said(record["requestParameters"]);
}

/**
 * What rules read of an activity under `nhi.`, beside the record itself. Each is worked out where a rule asks for it,
 * so that the many activities that no rule looks at cost nothing. A getter's name is the field's name in a rule.
 * `rule-fields.ts` lists them for people.
 */
class RuleFacts {
  #comparison!: Comparison;
  #standpoint: Standpoint | undefined;
  #standing: object | undefined;
  /** The activity's own caller: the baseline's moves on with the next activity. */
  #caller: Caller | undefined;

  /** Makes these the facts of an activity; before that they are nobody's. */
  turnTo(comparison: Comparison, standpoint: Standpoint | undefined, standing: object | undefined): this {
    this.#comparison = comparison;
    this.#standpoint = standpoint;
    this.#standing = standing;
    this.#caller = comparison.baseline.last.caller;
    return this;
  }

  get kind() {
    return this.#comparison.actor.identity.kind;
  }
  get identity() {
    return this.#comparison.actor.identity.key;
  }
  get account() {
    return this.#comparison.actor.identity.accountId || undefined;
  }
  get workload() {
    return this.#comparison.actor.workload;
  }
  get human() {
    return this.kind === "human";
  }
  get tier() {
    return this.#standpoint?.tier;
  }
  get trust() {
    return this.#standing && this.#standpoint?.trustAt(this.#standing, this.#comparison.activity.timeMs);
  }
  get case() {
    return this.#standpoint?.hasCaseAt?.(this.#comparison.activity.timeMs) === true ? "open" : "none";
  }
  get credential() {
    return credentialKind(this.#comparison.actor);
  }
  get keyAgeDays() {
    return this.#ofKey(keyAgeDays);
  }
  get keyIdleDays() {
    return this.#ofKey(keyIdleDays);
  }
  get sessionName() {
    return this.#comparison.actor.sessionName;
  }
  get sourceIdentity() {
    return this.#comparison.actor.sourceIdentity;
  }
  get maker() {
    const { baseline, actor } = this.#comparison;
    return actor.accessKeyId === undefined ? undefined : makerOf(baseline.sessions, actor.accessKeyId);
  }
  get sessionAgeMinutes() {
    const { activity, actor } = this.#comparison;
    return actor.sessionStartedMs === undefined
      ? undefined
      : Math.max(0, Math.floor((activity.timeMs - actor.sessionStartedMs) / 60_000));
  }
  get crossAccount() {
    const { activity, actor } = this.#comparison;
    const { accountId } = actor.identity;
    return accountId !== "" && activity.accountId !== "" && accountId !== activity.accountId;
  }
  get activeDays() {
    return this.#comparison.active;
  }
  get actionClass() {
    return this.#comparison.facts.actionClass;
  }
  get sensitive() {
    return this.#comparison.facts.sensitive;
  }
  get signals() {
    return this.#comparison.signals?.map(({ kind }) => kind);
  }
  get signal() {
    const { signals } = this.#comparison;
    return signals && Object.fromEntries(signals.map(({ kind, band, bits }) => [kind, { band, bits }]));
  }
  get peers() {
    const prevalence = prevalenceAmongPeers(this.#comparison, this.#comparison.facts.key);
    if (prevalence === undefined) return undefined;
    const inRegion = regionAmongPeers(this.#comparison, this.#caller?.regionKey ?? 0);
    return { known: prevalence.others, doing: prevalence.doers, inRegion: inRegion?.doers };
  }
  get network() {
    const network = this.#caller?.network;
    if (network === undefined) return undefined;
    const { awsService, place: _, ...facts } = networkFactsOf(this.#comparison, network) ?? {};
    return {
      kind: network.kind,
      prefix: network.name,
      vpcEndpoint: this.#comparison.activity.vpcEndpointId,
      aws: awsService !== undefined || network.kind === "aws-service",
      awsService,
      tor: false,
      ...facts,
    };
  }
  get kilometresFromUsual() {
    const network = this.#caller?.network;
    const reach = network && reachOf(this.#comparison, network);
    return reach && reach * 100;
  }
  get agentFamily() {
    return this.#caller?.agent?.name;
  }
  get agentVersion() {
    const key = this.#caller?.agent?.versionKey ?? 0;
    return key === 0 ? undefined : versionName(key);
  }
  get dataCategories() {
    const { activity, surroundings } = this.#comparison;
    return dataCategoriesOf(resourcesOf(activity), surroundings.dataCategories);
  }
  get owner() {
    return this.#comparison.contract?.owner;
  }
  get violations() {
    const { contract } = this.#comparison;
    return contract === undefined
      ? undefined
      : contractViolations(this.#comparison, contract).map(({ clause }) => clause);
  }
  get contract() {
    const { violations } = this;
    if (violations === undefined) return "none";
    return violations.length === 0 ? "kept" : "violated";
  }
  get foreignAccounts() {
    return openedBy(this.#comparison).accounts;
  }
  get public() {
    return openedBy(this.#comparison).everybody;
  }
  get resources() {
    return resourcesOf(this.#comparison.activity).flatMap(({ name, arn }) =>
      arn === undefined ? [name] : [name, arn],
    );
  }
  get resourceClasses() {
    return [...new Set(resourcesOf(this.#comparison.activity).map((resource) => resource.class))];
  }
  get callsThisHour() {
    const { baseline, activity } = this.#comparison;
    const hour = openHourOf(baseline.volume, activity.timeMs, baseline.newestMs);
    return hour === undefined ? undefined : Math.round(sketchCount(hour.calls));
  }
  get usualCallsAnHour() {
    const { baseline, mask, active } = this.#comparison;
    return active < 7 ? undefined : Math.round(busiestHour(baseline.volume.callPeaks, mask & baseline.presenceDays));
  }
  #ofKey(daysOf: typeof keyAgeDays): number | undefined {
    const { actor, activity, surroundings } = this.#comparison;
    const { accessKeyId, identity } = actor;
    if (surroundings.keys === undefined || accessKeyId === undefined) return undefined;
    if (!isLongTermKey(accessKeyId) || isUnsigned(activity)) return undefined;
    const listed = surroundings.keys(identity.key);
    return listed && daysOf(listed, accessKeyId, activity.timeMs);
  }
  get callsFactor() {
    const { callsThisHour: now, usualCallsAnHour: usual } = this;
    return now === undefined || usual === undefined ? undefined : now / Math.max(1, usual);
  }
}

/** The facts of one activity. `standing` is the baseline's owner, handed back to the standpoint. */
export const ruleFactsOf = (comparison: Comparison, standpoint?: Standpoint, standing?: object): Facts =>
  new RuleFacts().turnTo(comparison, standpoint, standing) as unknown as Facts;

const passing = new RuleFacts();

/**
 * The same for as long as rules are held against one activity: the next call changes what it says. Saves an object a
 * record.
 */
export const passingFacts = (comparison: Comparison, standpoint: Standpoint, standing: object): Facts =>
  passing.turnTo(comparison, standpoint, standing) as unknown as Facts;
