/**
 * Part of an ARN by position: 1 is the partition, 2 the service, 4 the account, 5 the resource with all that follows.
 */
export function arnPart(arn: string, part: number): string {
  let start = 0;
  for (let skipped = 0; skipped < part; skipped += 1) {
    const colon = arn.indexOf(":", start);
    if (colon < 0) return "";
    start = colon + 1;
  }
  if (part >= 5) return arn.slice(start);
  const end = arn.indexOf(":", start);
  return end < 0 ? arn.slice(start) : arn.slice(start, end);
}

/** Prefixes of region names and the partition that they are in; every other region is in `aws`. */
const partitions: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-iso-", "aws-iso"],
  ["eusc-", "aws-eusc"],
];

/** The partition of a region, for ARNs that have to be put together from their parts. */
export function partitionOf(region: string): string {
  for (const [prefix, partition] of partitions) if (region.startsWith(prefix)) return partition;
  return "aws";
}

/**
 * The role's ARN for a session's (`arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`). The session's ARN leaves out the
 * role's path, so this equals the issuer's ARN only for roles without one. Undefined where it is no session's ARN.
 */
export function roleArnOfSession(sessionArn: string): string | undefined {
  const resource = arnPart(sessionArn, 5);
  const accountId = arnPart(sessionArn, 4);
  if (!resource.startsWith("assumed-role/") || accountId === "") return undefined;
  const name = resource.split("/")[1];
  if (name === undefined || name === "") return undefined;
  return `arn:${arnPart(sessionArn, 1)}:iam::${accountId}:role/${name}`;
}

/** The session's name in a session's ARN; undefined where there is none. */
export function sessionNameOf(sessionArn: string): string | undefined {
  const at = sessionArn.indexOf(":assumed-role/");
  if (at < 0) return undefined;
  const slash = sessionArn.indexOf("/", at + 14);
  return slash < 0 || slash === sessionArn.length - 1 ? undefined : sessionArn.slice(slash + 1);
}
