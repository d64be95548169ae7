import { defaultPolicy, modes, type Policy, type Thresholds, type Tier } from "./policy.ts";
import { type Keys, readFields, readList, readName, readNumber, readTexts } from "./policy-fields.ts";
import { collectProblems, type PolicyProblem, type Problems } from "./policy-problem.ts";
import { guardRailKeys, readGuardRails } from "./read-guard-rails.ts";
import {
  readKindWeights,
  readPresets,
  readRuleIds,
  readSignalWeights,
  readSomeThresholds,
  refuseRulesOnAndOff,
} from "./read-settings.ts";
import type { DeployedPolicy } from "./stated-settings.ts";

const policyKeys = [
  "mode",
  "presets",
  "thresholds",
  "tiers",
  "protected",
  "oldestEventToActOnMinutes",
  "disabledRules",
  "enabledRules",
  "signalWeights",
  "kindWeights",
  "decoys",
  "organisationAccounts",
  ...guardRailKeys,
];
const tierKeys = ["name", "match", "mode", "thresholds", "weight"];

const mostTiers = 50;
const mostPatterns = 500;

/** One way of reading a policy, or what is wrong with it; never both, so that a half-read policy cannot be used. */
export type PolicyReading = DeployedPolicy | { readonly problems: readonly PolicyProblem[] };

/**
 * Reads a policy from what a YAML parser made of it. What is not set, or set to nothing, has its default; a tier's
 * thresholds that are not set are the policy's. `protected` adds to the built-in patterns and never takes one away.
 * Presets that it picks are among what is `stated`, and not yet in the `policy`: `policyInForce` puts them there.
 * Every problem is reported, up to 50, and with one there is no policy. Never throws.
 */
export function readPolicy(value: unknown): PolicyReading {
  const problems = collectProblems();
  const fields = readFields(value, [], policyKeys, problems);
  const presets = readPresets(fields["presets"], problems);
  const { thresholds, some } = readThresholds(fields["thresholds"], ["thresholds"], defaultPolicy.thresholds, problems);
  const tiers = readTiers(fields["tiers"], thresholds, problems);
  const oldest = fields["oldestEventToActOnMinutes"];
  const policy: Policy = {
    mode: readName(fields["mode"], ["mode"], modes, problems) ?? defaultPolicy.mode,
    thresholds,
    tiers: tiers.map(({ tier }) => tier),
    protected: [
      ...new Set([...defaultPolicy.protected, ...readPatterns(fields["protected"], ["protected"], problems)]),
    ],
    oldestEventToActOnMinutes:
      readNumber(oldest, ["oldestEventToActOnMinutes"], { least: 1, most: 1_440, whole: true }, problems) ??
      defaultPolicy.oldestEventToActOnMinutes,
    disabledRules: readRuleIds(fields["disabledRules"], "disabledRules", problems),
    signalWeights: readSignalWeights(fields["signalWeights"], problems),
    kindWeights: readKindWeights(fields["kindWeights"], problems),
    decoys: readTexts(fields["decoys"], ["decoys"], decoyPatterns, problems),
    organisationAccounts: readTexts(fields["organisationAccounts"], ["organisationAccounts"], accountIds, problems),
    ...readGuardRails(fields, readPatterns(fields["production"], ["production"], problems), problems),
  };
  const enabledRules = readRuleIds(fields["enabledRules"], "enabledRules", problems);
  refuseRulesOnAndOff(policy.disabledRules, enabledRules, problems);
  if (problems.found.length > 0) return { problems: problems.found };
  return {
    policy,
    stated: { presets, thresholds: some, tierThresholds: tiers.map((tier) => tier.some), enabledRules },
  };
}

/** A pattern without six characters of its own would make a decoy of half the account. */
const decoyPatterns = {
  most: mostPatterns,
  isAllowed: (text: string) => /^[\x21-\x7e]{1,1000}$/.test(text) && text.replaceAll("*", "").length >= 6,
  allowed: "the name or ARN of a resource, without spaces, with at least six characters beside `*`",
  remedy: "Write it like arn:aws:s3:::payroll-backup-2019 or payroll-backup-*.",
};

const accountIds = {
  most: 10_000,
  isAllowed: (text: string) => /^\d{12}$/.test(text),
  allowed: "an account id of twelve digits",
  remedy: "Write it in quotes, with its leading zeros.",
};

/** Keys are ARNs, or a word and a colon: a pattern with neither a colon nor a `*` would silently match nothing. */
const patterns = {
  most: mostPatterns,
  isAllowed: (text: string) => /^[\x21-\x7e]{1,1000}$/.test(text) && /[:*]/.test(text),
  allowed: "a pattern over identity keys: an ARN without spaces, in which `*` stands for any text",
  remedy: "Write it like arn:aws:iam::*:role/ci-*, in quotes where it begins with `*`.",
};

function readPatterns(value: unknown, keys: Keys, problems: Problems): readonly string[] {
  return readTexts(value, keys, patterns, problems);
}

/** Thresholds with the base's where none is said, and those that are said alone. */
interface ReadThresholds {
  readonly thresholds: Thresholds;
  readonly some: Partial<Thresholds>;
}

function readThresholds(value: unknown, keys: Keys, base: Thresholds, problems: Problems): ReadThresholds {
  const before = problems.found.length;
  const some = readSomeThresholds(value, keys, problems);
  const thresholds = { ...base, ...some };
  const { review, alert, contain } = thresholds;
  const isOrdered = review >= alert && alert >= contain;
  if (!isOrdered && problems.found.length === before) {
    problems.add({
      keys: [...keys, review < alert ? "alert" : "contain"],
      given: review < alert ? alert : contain,
      allowed: `review >= alert >= contain, and here they are ${review}, ${alert} and ${contain}`,
      remedy: review < alert ? "Lower alert or raise review." : "Lower contain or raise alert.",
    });
  }
  return { thresholds, some };
}

interface ReadTier {
  readonly tier: Tier;
  readonly some: Partial<Thresholds> | undefined;
}

function readTiers(value: unknown, thresholds: Thresholds, problems: Problems): readonly ReadTier[] {
  const names = new Set<string>();
  return readList(value, ["tiers"], mostTiers, problems).map((entry, at) => {
    const read = readTier(entry, ["tiers", at], thresholds, problems);
    const { tier } = read;
    if (names.has(tier.name)) {
      const keys = ["tiers", at, "name"];
      problems.add({ keys, given: tier.name, allowed: "a name that no other tier has", remedy: "Rename one of them." });
    }
    if (tier.name !== "") names.add(tier.name);
    return read;
  });
}

function readTier(entry: unknown, keys: Keys, thresholds: Thresholds, problems: Problems): ReadTier {
  const isMapping = typeof entry === "object" && !Array.isArray(entry);
  const fields = readFields(entry, keys, tierKeys, problems);
  const match = readPatterns(fields["match"], [...keys, "match"], problems);
  const { name, mode, weight } = fields;
  if (isMapping && match.length === 0 && !(Array.isArray(fields["match"]) && fields["match"].length > 0)) {
    problems.add({
      keys: [...keys, "match"],
      given: fields["match"],
      allowed: "a list with at least one pattern over identity keys",
      remedy: 'Name the identities that the tier is for, or all of them with "*".',
    });
  }
  const isName = typeof name === "string" && /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/.test(name);
  if (isMapping && !isName) {
    problems.add({
      keys: [...keys, "name"],
      given: name,
      allowed: "1 to 64 letters, digits, spaces, dots, hyphens or underscores",
      remedy: "Give the tier a name; alerts show it.",
    });
  }
  const said =
    fields["thresholds"] === undefined || fields["thresholds"] === null
      ? undefined
      : readThresholds(fields["thresholds"], [...keys, "thresholds"], thresholds, problems);
  return {
    tier: {
      name: isName ? name : "",
      match,
      mode: readName(mode, [...keys, "mode"], modes, problems),
      thresholds: said?.thresholds,
      weight: readNumber(weight, [...keys, "weight"], { least: 0.5, most: 2 }, problems) ?? 1,
    },
    some: said?.some,
  };
}
