import { type AddressRange, isWithin, parseAddress, parseAddressRange } from "../event/address.ts";

/** What is known of where a call came from. A fact that is not known is undefined, and never counts against anybody. */
export interface NetworkFacts {
  readonly kind: "public" | "private" | "aws-service" | "unknown" | "own";
  readonly prefix: string;
  /** Number of the autonomous system. */
  readonly asn?: number | undefined;
  /** ISO 3166 code of two letters. */
  readonly country?: string | undefined;
}

/** Networks that a contract names. */
export interface NetworkScope {
  /** As they are written, for people. */
  readonly entries: readonly string[];
  readonly ranges: readonly AddressRange[];
  readonly endpoints: ReadonlySet<string>;
  readonly kinds: ReadonlySet<NetworkFacts["kind"]>;
  readonly systems: ReadonlySet<number>;
  readonly countries: ReadonlySet<string>;
}

/** The parts of a call that say where it came from. */
export interface Origin {
  readonly sourceAddress: string | undefined;
  readonly vpcEndpointId: string | undefined;
}

const kindWords = new Set<string>(["private", "aws-service", "own"]);

/**
 * Reads the entries: blocks in CIDR notation, `vpce-…`, `private`, `aws-service`, `own`, `as:64500`, `country:DE`.
 * `refuse` is told of the positions of entries that are none of them.
 */
export function networkScopeOf(entries: readonly string[], refuse: (at: number) => void = () => {}): NetworkScope {
  const ranges: AddressRange[] = [];
  const endpoints = new Set<string>();
  const kinds = new Set<NetworkFacts["kind"]>();
  const systems = new Set<number>();
  const countries = new Set<string>();
  for (const [at, entry] of entries.entries()) {
    const range = parseAddressRange(entry);
    if (kindWords.has(entry)) kinds.add(entry as NetworkFacts["kind"]);
    else if (/^vpce-[0-9a-f]{8,32}$/.test(entry)) endpoints.add(entry);
    else if (/^as:[1-9]\d{0,9}$/.test(entry)) systems.add(Number(entry.slice(3)));
    else if (/^country:[A-Z]{2}$/.test(entry)) countries.add(entry.slice(8));
    else if (range !== undefined) ranges.push(range);
    else refuse(at);
  }
  return { entries, ranges, endpoints, kinds, systems, countries };
}

/**
 * Whether a call came from one of the networks; undefined where what is known of it does not tell.
 *
 * Where endpoints are named, a call through a VPC endpoint is judged by its endpoint alone: that its address is private
 * says nothing, since addresses behind an endpoint are whatever its VPC's owner chose, and that may be anybody's VPC.
 */
export function isFrom(scope: NetworkScope, origin: Origin, facts: NetworkFacts | undefined): boolean | undefined {
  const { sourceAddress, vpcEndpointId } = origin;
  if (vpcEndpointId !== undefined && scope.endpoints.size > 0) return scope.endpoints.has(vpcEndpointId);
  if (facts !== undefined && scope.kinds.has(facts.kind)) return true;
  if (facts?.asn !== undefined && scope.systems.has(facts.asn)) return true;
  if (facts?.country !== undefined && scope.countries.has(facts.country)) return true;
  if (sourceAddress !== undefined && scope.ranges.length > 0) {
    const address = parseAddress(sourceAddress);
    if (address !== undefined && scope.ranges.some((range) => isWithin(address, range))) return true;
  }
  if (facts === undefined || facts.kind === "unknown") return undefined;
  if (facts.kind === "public") {
    if (scope.systems.size > 0 && facts.asn === undefined) return undefined;
    if (scope.countries.size > 0 && facts.country === undefined) return undefined;
  }
  return false;
}
