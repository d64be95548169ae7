import { printable } from "../../event/printable.ts";
import { readTarget } from "../read-target.ts";
import { type Cut, cutReasons } from "./cut.ts";
import type { SweepEvent } from "./sweep-node.ts";
import type { FoundPlan, PlanStep } from "./sweep-plan.ts";

/** Steps of one list that are handed over; a case takes fewer. */
export const mostHanded = 200;
const mostCuts = 50;
const mostCredentials = 50;

const longest = { start: 300, by: 300, key: 700, where: 300, why: 600, owner: 600 } as const;
const texts = { thing: 60, name: 400, detail: 600, advice: 400, byText: 400 } as const;
const eventTexts = { eventId: 128, action: 160, region: 40 } as const;

const account = /^(?:\d{12})?$/;
const accessKey = /^A[KS]IA[A-Z0-9]{12,124}$/;
const identityArn = /^arn:aws[a-z-]{0,12}:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]{1,512}$/;
const latestMs = 8_640_000_000_000_000;

/**
 * What a sweep found, as somebody hands it over who ran it: bounded, with what else is left out said in its cuts.
 * `readHandedPlan` takes it as it is.
 */
export function handedPlan({ start, contain, undo, rotate, cuts }: FoundPlan): FoundPlan {
  const lists = [contain, undo, rotate];
  const left = lists.reduce((total, { length }) => total + Math.max(0, length - mostHanded), 0);
  const why = `${left} things more were found and are not handed over; the limit of each list is ${mostHanded}`;
  const tooMany: readonly Cut[] = left === 0 ? [] : [{ reason: "suspects", where: "the sweep", why }];
  const handed = [...tooMany, ...cuts].slice(0, mostCuts).map((cut) => ({
    reason: cut.reason,
    where: printable(cut.where, longest.where),
    why: printable(cut.why, longest.why),
  }));
  const steps = (list: readonly PlanStep[]) => list.slice(0, mostHanded).map(handedStep);
  return {
    start: printable(start, longest.start),
    contain: steps(contain),
    undo: steps(undo),
    rotate: steps(rotate),
    isTruncated: handed.length > 0,
    cuts: handed,
  };
}

function handedStep(step: PlanStep): PlanStep {
  const { accountId, depth, key, by, event, credentials, target, owner } = step;
  const shown = Object.fromEntries(
    Object.entries(texts).map(([name, most]) => [name, printable(step[name as keyof typeof texts], most)]),
  ) as Pick<PlanStep, keyof typeof texts>;
  return {
    ...shown,
    accountId,
    depth,
    key: key === undefined ? undefined : printable(key, longest.key),
    by: by === undefined ? undefined : printable(by, longest.by),
    event,
    credentials: credentials.filter((one) => accessKey.test(one)).slice(0, mostCredentials),
    leads: [],
    ...(target === undefined || owner === undefined ? {} : { target, owner }),
  };
}

/** Reads what somebody handed over; undefined where anything of it is not as `handedPlan` makes it. */
export function readHandedPlan(value: unknown): FoundPlan | undefined {
  if (!isRecord(value)) return undefined;
  const cuts = readList(value["cuts"], mostCuts, readCut);
  const lists = ["contain", "undo", "rotate"].map((name) => readList(value[name], mostHanded, readStep));
  const [contain, undo, rotate] = lists;
  const { start } = value;
  if (!isText(start, longest.start) || cuts === undefined) return undefined;
  if (contain === undefined || undo === undefined || rotate === undefined) return undefined;
  return { start, contain, undo, rotate, isTruncated: cuts.length > 0, cuts };
}

function readStep(value: unknown): PlanStep | undefined {
  if (!isRecord(value)) return undefined;
  const { accountId, depth, key, by, event, credentials, target, owner } = value;
  if (!Object.entries(texts).every(([name, most]) => isText(value[name], most))) return undefined;
  if (typeof accountId !== "string" || !account.test(accountId)) return undefined;
  if (!Number.isInteger(depth) || (depth as number) < 0 || (depth as number) > 100) return undefined;
  if (key !== undefined && !isText(key, longest.key)) return undefined;
  if (by !== undefined && !isText(by, longest.by)) return undefined;
  const read = event === undefined ? undefined : readEvent(event);
  if (event !== undefined && read === undefined) return undefined;
  const keys = readList(credentials, mostCredentials, (one) =>
    typeof one === "string" && accessKey.test(one) ? one : undefined,
  );
  const stopped = readStopped(target, owner);
  if (keys === undefined || stopped === undefined) return undefined;
  const { thing, name, detail, advice, byText } = value as Readonly<Record<keyof typeof texts, string>>;
  const shown = { thing, name, detail, advice, byText, accountId, depth: depth as number, key, by };
  return { ...shown, event: read, credentials: keys, leads: [], ...stopped };
}

/** Both or neither: what is stopped, and whose it is. */
function readStopped(target: unknown, owner: unknown): Pick<PlanStep, "target" | "owner"> | undefined {
  if (target === undefined && owner === undefined) return {};
  const read = readTarget(target);
  if (read === undefined || typeof owner !== "string" || !identityArn.test(owner)) return undefined;
  return isText(owner, longest.owner) ? { target: read, owner } : undefined;
}

function readEvent(value: unknown): SweepEvent | undefined {
  if (!isRecord(value) || !Object.entries(eventTexts).every(([name, most]) => isText(value[name], most))) {
    return undefined;
  }
  const { eventId, action, region } = value as Readonly<Record<keyof typeof eventTexts, string>>;
  const { timeMs } = value;
  if (typeof timeMs !== "number" || !(timeMs >= 0 && timeMs <= latestMs)) return undefined;
  return { eventId, timeMs, action, region };
}

function readCut(value: unknown): Cut | undefined {
  if (!isRecord(value)) return undefined;
  const { where, why } = value;
  const reason = cutReasons.find((known) => known === value["reason"]);
  return reason !== undefined && isText(where, longest.where) && isText(why, longest.why)
    ? { reason, where, why }
    : undefined;
}

function readList<One>(
  value: unknown,
  most: number,
  read: (one: unknown) => One | undefined,
): readonly One[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  const all = value.map(read);
  return all.includes(undefined) ? undefined : (all as readonly One[]);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Printable as it is, and not too long. */
const isText = (value: unknown, most: number): value is string =>
  typeof value === "string" && value.length <= most && printable(value, most) === value;
