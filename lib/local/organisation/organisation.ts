import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import { type Account, accounts } from "./accounts.ts";
import type { DescribedIdentity, World } from "./identity-spec.ts";
import { identityStream, type TimedRecord } from "./identity-stream.ts";
import { mergeByTime } from "./merge-by-time.ts";
import type { Census } from "./patterns/pattern.ts";
import { population } from "./population/population.ts";
import { dayMs } from "./time-text.ts";

export interface OrganisationOptions {
  /** Any whole number; the same number gives the same records, byte for byte. */
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  /** How many days are simulated; more than 0. */
  readonly days: number;
  /** How many identities there are; the named ones (about 50) by default. */
  readonly identities?: number;
  /** Multiplies how much each one calls; 1 by default, about 100 records a day and identity. */
  readonly density?: number;
}

/** A change that someone made on purpose: the benign reason for something new. */
export interface PlannedChange {
  readonly identityKey: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly what: string;
}

export interface Organisation {
  readonly world: World;
  readonly accounts: readonly Account[];
  readonly identities: readonly DescribedIdentity[];
  readonly changes: readonly PlannedChange[];
  /** All records, in order of time, made as they are asked for. Each call begins anew. */
  records(): Iterable<CloudTrailRecord>;
  /** The same with their times to the millisecond. `census` counts what is held: sessions, instances, sources. */
  timedRecords(census?: Census): Iterable<TimedRecord>;
  /** One identity's own records, the same as in the whole. Throws where there is no such key. */
  recordsOf(identityKey: string): Iterable<TimedRecord>;
}

/**
 * A simulated organisation: some dozens of non-human identities of every kind over three accounts, and a few people,
 * with what makes real ones hard: jobs by the month, fleets, deployments, new regions and services, rotations, errors.
 * Throws RangeError where days, identities or density make no sense.
 */
export function organisation(options: OrganisationOptions): Organisation {
  const { seed, startMs, days, identities, density = 1 } = options;
  requirePositive("days", days);
  requirePositive("density", density);
  if (identities !== undefined) requirePositive("identities", identities);
  const world: World = { seed, startMs, endMs: startMs + days * dayMs, density };
  const specs = population(world, identities);
  function* timedRecords(census: Census = { held: 0 }): Generator<TimedRecord, void, undefined> {
    census.held += specs.length;
    yield* mergeByTime(specs.map((spec) => identityStream(world, spec, census)));
  }
  return {
    world,
    accounts,
    identities: specs.map((spec) => spec.described),
    changes: specs.flatMap((spec) =>
      (spec.changes ?? []).map((change) => ({ identityKey: spec.described.key, ...change })),
    ),
    *records() {
      for (const { record } of timedRecords()) yield record;
    },
    timedRecords,
    recordsOf: (identityKey) => {
      const spec = specs.find(({ described }) => described.key === identityKey);
      if (spec === undefined) {
        throw new RangeError(`no identity "${identityKey}"; take a key from organisation.identities`);
      }
      return identityStream(world, spec, { held: 0 });
    },
  };
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0) || !Number.isFinite(value)) {
    throw new RangeError(`${name} is ${value}; give a finite number above 0`);
  }
}
