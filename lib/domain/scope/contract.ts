import type { NetworkScope } from "./network-scope.ts";
import type { ResourcePatterns } from "./resource-patterns.ts";
import type { Schedule } from "./schedule.ts";
import type { ResourceClass } from "./touched-resource.ts";
import { bySpecificity, fits, type Wildcards } from "./wildcards.ts";

/** What a contract may speak about, by the keys of its document. */
export const contractSubjects = [
  "actions",
  "resources",
  "dataCategories",
  "regions",
  "networks",
  "schedule",
  "peers",
  "volume",
  "agents",
] as const;

/** What can be violated, in the order in which violations are told. */
export const clauses = ["expired", ...contractSubjects] as const;
export type Clause = (typeof clauses)[number];

export interface ActionScope {
  readonly allowed: Wildcards;
  readonly except: Wildcards;
}

/** Either everything that is touched must fit, or things of the named classes, and of the others nothing is said. */
export type ResourceScope = { readonly any: ResourcePatterns } | ReadonlyMap<ResourceClass, ResourcePatterns>;

export interface PeerScope {
  /** Who may assume the identity; undefined: nothing said. */
  readonly assumedBy: Wildcards | undefined;
  /** Whom the identity may assume; undefined: nothing said. */
  readonly assumes: Wildcards | undefined;
}

export interface VolumeScope {
  readonly callsPerHour: number | undefined;
  readonly resourcesPerDay: number | undefined;
}

/**
 * What an identity is meant to do, written by who answers for it. Every clause that is undefined says nothing.
 * A contract never excuses anything: whatever it allows is still compared with the identity's own history.
 */
export interface Contract {
  /** Name of its file without the ending, for people. */
  readonly name: string;
  readonly identity: readonly string[];
  readonly owner: string;
  /** The first moment that it no longer holds, milliseconds since 1970. */
  readonly expiresMs: number | undefined;
  readonly actions: ActionScope | undefined;
  readonly resources: ResourceScope | undefined;
  /** Names of the categories whose data may be touched; data of no category is not spoken of. */
  readonly dataCategories: readonly string[] | undefined;
  readonly regions: Wildcards | undefined;
  readonly networks: NetworkScope | undefined;
  readonly schedule: Schedule | undefined;
  readonly peers: PeerScope | undefined;
  readonly volume: VolumeScope | undefined;
  readonly agents: Wildcards | undefined;
}

/**
 * The contract of an identity: the one with the most specific pattern that fits its key, whatever the order they come
 * in. Undefined where none fits. Remember the answer for a key; contracts change seldom.
 */
export function contractFor(identityKey: string, contracts: readonly Contract[]): Contract | undefined {
  let best: { readonly contract: Contract; readonly pattern: string } | undefined;
  for (const contract of contracts) {
    for (const pattern of contract.identity) {
      if (!fits(pattern, identityKey)) continue;
      const order = best === undefined ? -1 : bySpecificity(pattern, best.pattern);
      if (best === undefined || order < 0 || (order === 0 && contract.name < best.contract.name)) {
        best = { contract, pattern };
      }
    }
  }
  return best?.contract;
}
