import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { wildcardsOf } from "../../lib/domain/scope/wildcards.ts";
import { type Account, globalRegion } from "../../lib/local/organisation/accounts.ts";
import { type Call, denied, type Fields } from "../../lib/local/organisation/call.ts";
import type { Credential } from "../../lib/local/organisation/credentials/credential.ts";
import type { Path } from "../../lib/local/organisation/networks.ts";
import { type Random, seededRandom } from "../../lib/local/organisation/random.ts";
import { callRecord } from "../../lib/local/organisation/record.ts";
import { dayMs, dayStart, hourMs } from "../../lib/local/organisation/time-text.ts";
import type { ScenarioInput } from "./scenario.ts";

/** Whoever holds a credential: with which rights, from where and with which software. */
export interface Acting {
  readonly credential: Credential;
  readonly account: Account;
  /** IAM action patterns; a call that none of them covers is refused, as the victim's own policies would. */
  readonly permits: readonly string[];
  /** Where a call to this service comes from. */
  readonly path: (service: string) => Path;
  readonly userAgent: (call: Call) => string;
  /** Where it is not the account's own region. */
  readonly region?: string;
}

/** A victim as it last acted before some time. */
export interface Holding extends Acting {
  readonly record: CloudTrailRecord;
  /** The records that made its session; empty for long-term keys and service-linked roles. */
  readonly issuing: readonly CloudTrailRecord[];
}

/** Where a scenario plays: a clock, a source of chance, and the records written so far. */
export interface Stage {
  readonly input: ScenarioInput;
  readonly random: Random;
  readonly records: object[];
  nowMs(): number;
  /** Moves the clock on by a time between these two, in milliseconds. */
  wait(lowMs: number, highMs: number): void;
  /** Moves the clock to some time between these hours (UTC) of the next day. */
  waitUntilNextDay(fromHour: number, toHour: number): void;
  /** Writes one call's record; `more` replaces top-level fields of it. */
  make(acting: Acting, call: Call, more?: Fields): void;
  /** Writes one call after another with pauses between these two; returns after the last pause. */
  makeAll(acting: Acting, calls: readonly Call[], lowMs: number, highMs: number): void;
  /** The same for as many calls as drawn between `low` and `high`, each made anew. */
  makeSeveral(acting: Acting, low: number, high: number, call: () => Call, lowMs: number, highMs: number): void;
  /** Takes in a record that something else wrote, at the clock's time. */
  write(record: object): void;
}

/** Pauses of a person at a keyboard, and of a program. */
export const typing = [4_000, 45_000] as const;
export const scripted = [250, 1_800] as const;

export function stage(input: ScenarioInput, name: string): Stage {
  const { seed, organisation, startMs } = input;
  const random = seededRandom(seed, `evaluated:${name}:${organisation.world.seed}:${startMs}`);
  const records: object[] = [];
  let nowMs = startMs;
  const wait = (lowMs: number, highMs: number): void => {
    nowMs += random.integer(lowMs, highMs);
  };
  const make = (acting: Acting, call: Call, more: Fields = {}): void => {
    const region = call.global ? globalRegion : (acting.region ?? acting.account.region);
    const place = { accountId: acting.account.accountId, region, timeMs: nowMs, workload: "", random };
    const answered = call.error !== undefined || allows(acting.permits, call.permission) ? call : denied(call);
    const path = acting.path(call.service);
    const { credential } = acting;
    records.push({
      ...callRecord({ call: answered, place, credential, path, userAgent: acting.userAgent(call) }),
      ...more,
    });
  };
  const makeAll: Stage["makeAll"] = (acting, calls, lowMs, highMs) => {
    for (const call of calls) {
      make(acting, call);
      wait(lowMs, highMs);
    }
  };
  return {
    input,
    random,
    records,
    nowMs: () => nowMs,
    wait,
    waitUntilNextDay: (fromHour, toHour) => {
      nowMs = dayStart(nowMs) + dayMs + random.integer(fromHour * hourMs, toHour * hourMs);
    },
    make,
    makeAll,
    makeSeveral: (acting, low, high, call, lowMs, highMs) =>
      makeAll(acting, several(random, low, high, call), lowMs, highMs),
    write: (record) => {
      records.push(record);
    },
  };
}

/** Asking who one is and signing in to the console need no permission. */
const unconditional = new Set(["sts:GetCallerIdentity", "signin:GetSigninToken", "signin:ConsoleLogin"]);

function allows(patterns: readonly string[], action: string): boolean {
  if (unconditional.has(action)) return true;
  return wildcardsOf(patterns).fits(action);
}

/** The items in an order of their own, so that no two runs of a scenario go the same way. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  for (let index = left.length - 1; index > 0; index--) {
    const other = random.integer(0, index);
    const [one, two] = [left[index] as T, left[other] as T];
    left[index] = two;
    left[other] = one;
  }
  return left;
}

/** As many of the items as drawn between these two, in an order of their own. */
export function someOf<T>(random: Random, items: readonly T[], low: number, high: number): T[] {
  return shuffled(random, items).slice(0, random.integer(low, high));
}

/** As many calls as drawn between these two, each made anew. */
export function several(random: Random, low: number, high: number, call: () => Call): Call[] {
  return Array.from({ length: random.integer(low, high) }, call);
}
