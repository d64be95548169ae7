import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import { globalRegion } from "./accounts.ts";
import type { Behaviour, IdentitySpec, World } from "./identity-spec.ts";
import { mergeByTime } from "./merge-by-time.ts";
import type { Census, Moment } from "./patterns/pattern.ts";
import { seededRandom } from "./random.ts";
import { callRecord } from "./record.ts";

/** A record and when it happened, to the millisecond; the record itself knows the second only. */
export interface TimedRecord {
  readonly timeMs: number;
  readonly record: CloudTrailRecord;
  /** IAM permission that the identity needs for the call; undefined where the record is of its session's issuing. */
  readonly action: string | undefined;
}

interface Due {
  readonly timeMs: number;
  readonly moment: Moment;
  readonly behaviour: Behaviour;
}

/**
 * Everything one identity does, in order of time: for each moment of its behaviours the records that get it a
 * credential, where it has none, and the record of the call. Depends on the world and the identity alone.
 */
export function* identityStream(
  world: World,
  spec: IdentitySpec,
  census: Census,
): Generator<TimedRecord, void, undefined> {
  const { key } = spec.described;
  const random = seededRandom(world.seed, `calls:${key}`);
  const credentials = spec.credentials(census);
  for (const { timeMs, moment, behaviour } of mergeByTime(dues(world, spec, census))) {
    const call = behaviour.script(moment, random);
    const region = call.global ? globalRegion : (behaviour.region ?? spec.account.region);
    const path = behaviour.network(moment, call.service, random);
    const userAgent = behaviour.userAgent(timeMs);
    const { credential, issuing } = credentials({ moment, region, path, userAgent, random });
    for (const record of issuing) yield { timeMs, record, action: undefined };
    const { accountId } = spec.account;
    const place = { accountId, region, timeMs, workload: moment.workload, random };
    yield { timeMs, record: callRecord({ call, place, credential, path, userAgent }), action: call.permission };
  }
}

function* dues(world: World, spec: IdentitySpec, census: Census): Generator<Iterable<Due>, void, undefined> {
  for (const [index, behaviour] of spec.behaviours.entries()) {
    const random = seededRandom(world.seed, `moments:${spec.described.key}:${index}`);
    yield due(behaviour, behaviour.pattern({ ...world, random, census }));
  }
}

function* due(behaviour: Behaviour, moments: Iterable<Moment>): Generator<Due, void, undefined> {
  for (const moment of moments) yield { timeMs: moment.timeMs, moment, behaviour };
}
