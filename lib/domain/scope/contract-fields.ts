import { type ContractReport, givenText, type Keys } from "./contract-problem.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** More entries than these are no intended scope that anybody reviews. */
const mostEntries = 500;
const longestEntry = 512;

/** The highest count that a volume may name. */
export const mostPerVolume = 1_000_000_000;

/** What an entry of a list may look like. */
export interface EntryRule {
  readonly isAllowed: (text: string) => boolean;
  readonly allowed: string;
  readonly remedy: string;
  /** Whether an empty list may stand there, which allows nothing. */
  readonly mayBeEmpty?: boolean;
  /** The allowed text that was probably meant. */
  readonly meant?: (text: string) => string | undefined;
}

/** The mapping under `keys`; undefined where something else stands there, which is refused. Unknown keys are too. */
export function readFields(
  value: unknown,
  keys: Keys,
  known: readonly string[],
  report: ContractReport,
): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const allowed = `a mapping with the keys ${known.join(", ")}`;
    report.refuse(keys, { found: givenText(value), allowed, remedy: "Write it as `key: value` lines." });
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const meant = report.nearest(name, known);
    const remedy = meant === undefined ? "Remove it." : `Did you mean ${meant}?`;
    report.refuse([...keys, name], { found: "is no known key", allowed: `one of ${known.join(", ")}`, remedy });
  }
  return value as Fields;
}

/**
 * The texts under `keys`: a list, or a single one; undefined where the key is absent. Each that is not allowed is
 * refused, and so is a key with nothing behind it: nothing said and nothing allowed must not look alike.
 */
export function readTexts(
  value: unknown,
  keys: Keys,
  rule: EntryRule,
  report: ContractReport,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list = typeof value === "string" ? [value] : value;
  const { isAllowed, allowed, remedy, mayBeEmpty = false } = rule;
  if (!Array.isArray(list) || list.length > mostEntries || (list.length === 0 && !mayBeEmpty)) {
    report.refuse(keys, {
      found: givenText(value),
      allowed: `a list of ${mayBeEmpty ? "at most" : "1 to"} ${mostEntries} entries, each ${allowed}`,
      remedy: "Write one entry a line, each after a hyphen; a key that is left out says nothing.",
    });
    return undefined;
  }
  const texts = new Set<string>();
  for (const [at, entry] of list.entries()) {
    const fits = typeof entry === "string" && entry !== "" && entry.length <= longestEntry && isAllowed(entry);
    if (fits) texts.add(entry);
    else {
      const meant = typeof entry === "string" ? rule.meant?.(entry) : undefined;
      const said = {
        found: givenText(entry),
        allowed,
        remedy: meant === undefined ? remedy : `Did you mean ${meant}?`,
      };
      report.refuse(list === value ? [...keys, at] : keys, said);
    }
  }
  return [...texts];
}

/**
 * The whole number under `keys`; undefined where the key is absent or something else stands there, which is refused.
 */
export function readCount(value: unknown, keys: Keys, most: number, report: ContractReport): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  report.refuse(keys, {
    found: givenText(value),
    allowed: `a whole number from 0 to ${most}`,
    remedy: "Write it without quotes or thousands marks.",
  });
  return undefined;
}

/** Text of visible ASCII characters and inner spaces. */
export const isPlain = (text: string): boolean => /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);

/** Patterns over identity keys. With neither a colon nor a star one would silently fit nothing. */
export const identityPatterns: EntryRule = {
  isAllowed: (text) => /^[\x21-\x7e]+$/.test(text) && /[:*]/.test(text),
  allowed: "a pattern over identity keys: an ARN without spaces, in which `*` stands for any text",
  remedy: "Write it like arn:aws:iam::111122223333:role/app, in quotes where it begins with `*`.",
};

/** The same where nobody may be meant. */
export const peerPatterns: EntryRule = { ...identityPatterns, mayBeEmpty: true };

export const actionPatterns: EntryRule = {
  isAllowed: (text) => text === "*" || /^[A-Za-z0-9.*-]+:[A-Za-z0-9_.*/-]+$/.test(text),
  allowed: "an action as service:Name, in which `*` stands for any text",
  remedy: "Write it like s3:GetObject or dynamodb:*; quote an entry that begins with `*`.",
};

export const resourceEntries: EntryRule = {
  isAllowed: isPlain,
  allowed: "a name or ARN, in which `*` stands for any text, or tag:key=value",
  remedy: "Write it like orders-*, arn:aws:s3:::orders/* or tag:data=orders.",
};

export const regionPatterns: EntryRule = {
  isAllowed: (text) => /^[a-z0-9*-]{1,40}$/.test(text),
  allowed: "a region's name, in which `*` stands for any text",
  remedy: "Write it like eu-west-1 or eu-*.",
};

export const networkEntries: EntryRule = {
  isAllowed: isPlain,
  allowed: "a CIDR block, vpce-…, private, aws-service, own, as:NUMBER or country:XX",
  remedy: "Write it like 203.0.113.0/24, vpce-0123456789abcdef0, as:64500 or country:DE.",
};

export const agentPatterns: EntryRule = {
  isAllowed: isPlain,
  allowed: "a user agent's family, in which `*` stands for any text",
  remedy: "Write it like boto3, aws-cli or terraform, as `nhi contract draft` shows it.",
};
