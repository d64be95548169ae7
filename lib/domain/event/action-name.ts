import { sampleOf } from "./sampled-memo.ts";

/** What the pair of `eventSource` and `eventName` says, worked out once. */
export interface ActionName {
  /** `s3` */
  readonly service: string;
  /** `s3:GetObject` */
  readonly action: string;
  /** Whether the event's name starts with a verb that reads; used where the record does not say. */
  readonly readsByName: boolean;
  readonly eventName: string;
  readonly eventSource: string;
}

/** An organisation sees some thousands of pairs; a flood of made-up names only costs speed. */
const maxMemoised = 20_000;
const maxNameLength = 256;

const readVerbs =
  /^(?:Get|List|Describe|Head|BatchGet|BatchDescribe|BatchCheck|Lookup|Search|Scan|Query|Select|Read|View|Simulate|Estimate|Preview|Check)(?![a-z])/;

/** These mint credentials: CloudTrail and EventBridge count them as changes in spite of their names. */
const notReads = new Set(["GetFederationToken", "GetSessionToken"]);

let memo = new Map<string, Map<string, ActionName>>();
let memoised = 0;

/** The pairs seen last, each in one place: cheaper than to look up two texts that were never hashed. */
const places = 4_096;
const latest: (ActionName | undefined)[] = Array.from({ length: places });

/** Service and action of an event, memoised. */
export function actionNameOf(eventSource: string, eventName: string): ActionName {
  const place = (sampleOf(eventName) ^ (sampleOf(eventSource) << 1)) & (places - 1);
  const last = latest[place];
  if (last !== undefined && last.eventName === eventName && last.eventSource === eventSource) return last;
  const found = rememberedName(eventSource, eventName);
  latest[place] = found;
  return found;
}

function rememberedName(eventSource: string, eventName: string): ActionName {
  let names = memo.get(eventSource);
  const known = names?.get(eventName);
  if (known !== undefined) return known;
  const fresh = nameAction(eventSource.slice(0, maxNameLength), eventName.slice(0, maxNameLength));
  if (eventSource.length > maxNameLength || eventName.length > maxNameLength) return fresh;
  if (memoised >= maxMemoised) {
    memo = new Map();
    memoised = 0;
    names = undefined;
  }
  if (names === undefined) {
    names = new Map();
    memo.set(eventSource, names);
  }
  names.set(eventName, fresh);
  memoised += 1;
  return fresh;
}

function nameAction(eventSource: string, eventName: string): ActionName {
  const service = serviceOf(eventSource);
  return {
    service,
    action: `${service}:${eventName}`,
    readsByName: readVerbs.test(eventName) && !notReads.has(eventName),
    eventName,
    eventSource,
  };
}

/**
 * `s3.amazonaws.com` and `s3.amazonaws.com.cn` are `s3`; `streams.metrics.cloudwatch.amazonaws.com` keeps its parts.
 */
function serviceOf(eventSource: string): string {
  const at = eventSource.indexOf(".amazonaws.com");
  return at > 0 ? eventSource.slice(0, at) : eventSource;
}
