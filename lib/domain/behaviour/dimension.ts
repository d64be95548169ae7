import { hash32 } from "./hash.ts";

/** What a baseline remembers about an identity. The position is stored, so the order never changes; append only. */
export const dimensions = [
  "action",
  "service",
  "network",
  "user-agent",
  "region",
  "error",
  "assumed-by",
  "rule",
  "hour-of-week",
  "resource",
  "foreign-account",
  "autonomous-system",
  "country",
  "resource-name",
  "agent-version",
] as const;
export type Dimension = (typeof dimensions)[number];

export const actionDimension = 0;
export const serviceDimension = 1;
export const networkDimension = 2;
export const agentDimension = 3;
export const regionDimension = 4;
export const errorDimension = 5;
export const assumedByDimension = 6;
export const ruleDimension = 7;
export const hourDimension = 8;
export const resourceDimension = 9;
export const foreignAccountDimension = 10;
export const systemDimension = 11;
export const countryDimension = 12;
export const resourceNameDimension = 13;
export const agentVersionDimension = 14;

const valueBits = 28;

/**
 * The key of a value in a dimension: 4 bits of dimension above 28 bits of hash. Two values collide once in 268 million.
 */
export const markKey = (dimension: number, value: string): number => markKeyOfHash(dimension, hash32(value));

export const markKeyOfHash = (dimension: number, hash: number): number =>
  ((dimension << valueBits) | (hash & 0x0fffffff)) >>> 0;

export const dimensionOf = (key: number): number => key >>> valueBits;

/**
 * Order in which values are forgotten where room is short, unrelated to what the value says: names of resources first,
 * then their sorts, because there may be any number of them, and among all others unrelated to the dimension.
 */
export function evictionRank(key: number): number {
  const dimension = dimensionOf(key);
  const first = dimension === resourceNameDimension ? 0x20000000 : dimension === resourceDimension ? 0x10000000 : 0;
  return (key & 0x0fffffff) + first;
}
