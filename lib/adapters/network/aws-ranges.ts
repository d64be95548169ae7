import { type RangeTable, rangeTable } from "../../domain/behaviour/address-ranges.ts";
import type { AwsRange } from "../../domain/behaviour/network-facts.ts";
import type { AddressRange } from "../../domain/event/address.ts";
import { printable } from "../../domain/event/printable.ts";
import { NetworkFileError, networkFileProblem } from "./network-file-error.ts";
import { publicRange } from "./public-range.ts";

/** AWS's published ranges: https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html */
export interface AwsRanges {
  readonly table: RangeTable<AwsRange>;
  /** The file's `syncToken`: seconds from 1970 to its publication. */
  readonly publishedAt: number;
  /** How many entries were left out because they are not right. */
  readonly leftOut: number;
  /** One line, with the first of them, where there are any. */
  readonly problems: readonly string[];
}

const remedy = "Fetch https://ip-ranges.amazonaws.com/ip-ranges.json again.";

/**
 * Reads `ip-ranges.json` as AWS publishes it. Entries that are not right are left out and told; throws a
 * NetworkFileError where the whole is not such a file.
 */
export function readAwsRanges(file: string, text: string): AwsRanges {
  const content = contentOf(file, text);
  const token = content["syncToken"];
  if (typeof token !== "string" || !/^\d{1,12}$/.test(token)) {
    throw new NetworkFileError(file, "it has no `syncToken` of digits", remedy);
  }
  const entries = [
    ...entriesOf(content["prefixes"], "ip_prefix"),
    ...entriesOf(content["ipv6_prefixes"], "ipv6_prefix"),
  ];
  const ranges: (readonly [AddressRange, AwsRange])[] = [];
  const refused: string[] = [];
  const known = new Map<string, AwsRange>();
  for (const entry of entries) {
    const range = rangeOf(entry, known);
    if (typeof range === "string") refused.push(range);
    else ranges.push(range);
  }
  if (ranges.length === 0) {
    throw new NetworkFileError(file, "it holds no range in a list `prefixes` or `ipv6_prefixes`", remedy);
  }
  ranges.sort(([, a], [, b]) => generality(a.service) - generality(b.service));
  const what = `${refused.length} of ${entries.length} entries were left out; the first ${refused[0]}`;
  return {
    table: rangeTable(ranges),
    publishedAt: Number(token),
    leftOut: refused.length,
    problems: refused.length === 0 ? [] : [networkFileProblem(file, what, remedy)],
  };
}

interface Entry {
  readonly prefix: unknown;
  readonly service: unknown;
  readonly region: unknown;
}

function contentOf(file: string, text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new NetworkFileError(file, "it is no JSON, or was cut off", remedy);
  }
  if (typeof content === "object" && content !== null) return content as Record<string, unknown>;
  throw new NetworkFileError(file, "it is no JSON object", remedy);
}

function entriesOf(list: unknown, prefixName: string): Entry[] {
  if (!Array.isArray(list)) return [];
  return list.map((entry: unknown) => {
    const fields = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
    return { prefix: fields[prefixName], service: fields["service"], region: fields["region"] };
  });
}

/** The range and what it is for, the same object for the same service and region; else why it is none. */
function rangeOf({ prefix, service, region }: Entry, known: Map<string, AwsRange>) {
  if (typeof prefix !== "string") return "has no prefix";
  if (!isName(service) || !isName(region)) return `${shown(prefix)} has no service or no region`;
  const range = publicRange(prefix);
  if (typeof range === "string") return `${shown(prefix)} ${range}`;
  const key = `${service} ${region}`;
  const value = known.get(key) ?? { service, region };
  known.set(key, value);
  return [range, value] as const;
}

const isName = (value: unknown): value is string => typeof value === "string" && /^[\w-]{1,60}$/.test(value);

/**
 * AWS lists one range under several services: all are in `AMAZON`, and many in `EC2`, which others run upon. Of equal
 * ranges the first wins: the one that says most.
 */
const generality = (service: string): number => (service === "AMAZON" ? 2 : service === "EC2" ? 1 : 0);

const shown = (text: string): string => JSON.stringify(printable(text, 60));
