/** A shadow rule runs beside the others and is only counted; a live one raises findings. */
export const ruleStates = ["shadow", "live"] as const;
export type RuleState = (typeof ruleStates)[number];

/** One rule file that was pushed. A live one may have a shadow beside it: its next text, which is being tried out. */
export interface PushedRule {
  /** The file's name without folders: `no-friday-deploys.yml`. A set has it once in each state. */
  readonly file: string;
  readonly text: string;
  readonly state: RuleState;
  /** Who pushed the text, as they said; printable. */
  readonly pushedBy: string;
  /** Milliseconds since 1970. */
  readonly pushedAtMs: number;
}

/** One version of the set of pushed rules. Versions count from 1, each is kept, and none is ever changed. */
export interface RuleSetVersion {
  readonly version: number;
  readonly changedBy: string;
  readonly changedAtMs: number;
  /** What was done: `pushed a.yml`, `promoted a.yml`. */
  readonly change: string;
  /** The earlier version whose rules an undo brought back, 0 for none at all; undefined for every other change. */
  readonly restored: number | undefined;
}

export interface RuleSet {
  /** 0 where nothing was ever pushed. */
  readonly version: number;
  readonly rules: readonly PushedRule[];
}

/** The new version of a set: `expectedVersion` is the one that it was made from. */
export interface RuleSetWrite extends Omit<RuleSetVersion, "version"> {
  readonly expectedVersion: number;
  readonly rules: readonly PushedRule[];
}

/** A text of more bytes (UTF-8) is refused. */
export const largestRuleText = 100_000;
/** All pushed files of one set, and their texts together. */
export const mostPushedRules = 1_000;
export const largestRuleSet = 20_000_000;
/** Versions that `history` gives, newest first. */
export const historyLength = 50;

/** Where pushed rules are kept. A store that cannot be reached throws; absence is only told after a successful read. */
export interface RuleStore {
  /** The newest set, in the order of its files' names. */
  load(): Promise<RuleSet>;
  /** An earlier set, or undefined where there is no such version. Version 0 is the empty one. */
  loadVersion(version: number): Promise<RuleSet | undefined>;
  /**
   * Writes version `expectedVersion + 1` and returns true; false, and nothing written, where another was written first.
   */
  save(write: RuleSetWrite): Promise<boolean>;
  /** The newest versions, at most `historyLength` of them, newest first. */
  history(): Promise<readonly RuleSetVersion[]>;
}

/** Throws a RangeError for a set that no store takes: it says what is too large, and what is allowed. */
export function requireStorable(rules: readonly PushedRule[]): void {
  if (rules.length > mostPushedRules)
    throw new RangeError(`${rules.length} rule files are too many to push; at most ${mostPushedRules} are kept.`);
  let total = 0;
  for (const { file, text } of rules) {
    const bytes = byteLength(text);
    total += bytes;
    if (bytes > largestRuleText)
      throw new RangeError(`${file} has ${bytes} bytes; a pushed rule may have ${largestRuleText}. Split the file.`);
  }
  if (total > largestRuleSet)
    throw new RangeError(`The rule files have ${total} bytes together; ${largestRuleSet} are allowed. Push fewer.`);
  if (new Set(rules.map(({ file, state }) => `${state} ${file}`)).size < rules.length)
    throw new RangeError("Two rule files of one state have the same name; a set has each name once in each state.");
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
