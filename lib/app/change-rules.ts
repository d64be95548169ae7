import { printable } from "../domain/event/printable.ts";
import { type PushedRule, type RuleSet, type RuleState, type RuleStore, requireStorable } from "./rule-store.ts";

/** Who changes the rules, as they say themselves, and when. */
export interface Author {
  readonly by: string;
  readonly atMs: number;
}

export interface RuleText {
  /** A name without folders, ending in .yml or .yaml. */
  readonly file: string;
  readonly text: string;
}

/** What a change came to. */
export interface RuleChange {
  readonly version: number;
  /** Names of the files that are not as they were; empty where the set was already so, and nothing was written. */
  readonly files: readonly string[];
}

/** A change that the stored rules do not allow: the message says why, and what to do. */
export class RuleChangeError extends Error {
  override readonly name = "RuleChangeError";
}

const attempts = 5;
const longestAuthor = 100;
const longestChange = 300;
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.ya?ml$/;

/**
 * Stores rule files in state shadow. Where a file of that name is live, its text stays live until the new one is
 * promoted. The texts have to be checked before: the store does not read them.
 */
export function pushRules(store: RuleStore, texts: readonly RuleText[], author: Author): Promise<RuleChange> {
  for (const { file } of texts)
    if (!fileName.test(file))
      throw new RuleChangeError(
        `${printable(file, 120)} is no name for a pushed rule; allowed are letters, digits, dots, hyphens and ` +
          "underscores, at most 105 of them, ending in .yml. Rename the file.",
      );
  return change(store, author, "pushed", ({ rules }) => {
    const set = new Map(rules.map((rule) => [keyOf(rule), rule]));
    for (const { file, text } of texts) {
      const shadow = keyOf({ file, state: "shadow" });
      if (set.get(keyOf({ file, state: "live" }))?.text === text) set.delete(shadow);
      else if (set.get(shadow)?.text !== text) {
        const pushedBy = printable(author.by, longestAuthor);
        set.set(shadow, { file, text, state: "shadow", pushedBy, pushedAtMs: author.atMs });
      }
    }
    return [...set.values()];
  });
}

/**
 * Makes the shadows of pushed rules live, in place of what was live under their names; or takes live rules back to
 * shadow, where a newer text that is in shadow already stays. `names` are file names, with or without their ending.
 */
export function setRuleState(
  store: RuleStore,
  names: readonly string[],
  state: RuleState,
  author: Author,
): Promise<RuleChange> {
  return change(store, author, state === "live" ? "promoted" : "sent back to shadow", ({ rules }) => {
    const wanted = filesNamed(names, rules);
    return rules.flatMap((rule) => {
      if (!wanted.has(rule.file)) return [rule];
      const hasShadow = rules.some((other) => other.file === rule.file && other.state === "shadow");
      return rule.state === "live" && hasShadow ? [] : [{ ...rule, state }];
    });
  });
}

/** Takes pushed rules out of the set, live and in shadow. Earlier versions keep them, so it can be undone. */
export function retireRules(store: RuleStore, names: readonly string[], author: Author): Promise<RuleChange> {
  return change(store, author, "retired", ({ rules }) => {
    const wanted = filesNamed(names, rules);
    return rules.filter(({ file }) => !wanted.has(file));
  });
}

/**
 * Brings back the rules from before the last change, as a version of its own; undone again, those from before that.
 * With `toVersion` it brings back that one, which is also how an undo is undone.
 */
export async function undoRuleChange(
  store: RuleStore,
  author: Author,
  toVersion: number | undefined,
): Promise<RuleChange & { readonly restored: number }> {
  const history = await store.history();
  const origin = (version: number): number => history.find((one) => one.version === version)?.restored ?? version;
  const newest = history[0]?.version ?? 0;
  const target = origin(toVersion ?? origin(newest) - 1);
  if (target < 0) throw new RuleChangeError("There is nothing to undo: no rule was ever pushed, or all is undone.");
  const earlier = await store.loadVersion(target);
  if (earlier === undefined || target > newest)
    throw new RuleChangeError(`There is no version ${target}; the newest is ${newest}. See: nhi rules history`);
  const done = await change(store, author, `undone to version ${target}`, () => earlier.rules, target);
  return { ...done, restored: target };
}

/** Applies `edit` to the newest set, and again to a newer one where another writer came first. */
async function change(
  store: RuleStore,
  { by, atMs }: Author,
  verb: string,
  edit: (set: RuleSet) => readonly PushedRule[],
  restored?: number,
): Promise<RuleChange> {
  const changedBy = printable(by, longestAuthor);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const set = await store.load();
    const rules = [...edit(set)].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    requireStorable(rules);
    const files = changedFiles(set.rules, rules);
    if (files.length === 0) return { version: set.version, files };
    const what = printable(restored === undefined ? `${verb} ${files.join(", ")}` : verb, longestChange);
    const write = { expectedVersion: set.version, changedBy, changedAtMs: atMs, change: what, restored, rules };
    if (await store.save(write)) return { version: set.version + 1, files };
  }
  throw new Error(`Others changed the pushed rules ${attempts} times while this change was made; run it again.`);
}

const keyOf = ({ file, state }: Pick<PushedRule, "file" | "state">): string => `${state} ${file}`;
const orderOf = ({ file, state }: PushedRule): string => `${file} ${state}`;

function changedFiles(before: readonly PushedRule[], after: readonly PushedRule[]): readonly string[] {
  const old = new Map(before.map((rule) => [keyOf(rule), rule]));
  const changed = after.filter((rule) => {
    const was = old.get(keyOf(rule));
    old.delete(keyOf(rule));
    return was?.text !== rule.text;
  });
  return [...new Set([...changed, ...old.values()].map(({ file }) => file))].sort();
}

function filesNamed(names: readonly string[], rules: readonly PushedRule[]): ReadonlySet<string> {
  return new Set(
    names.map((name) => {
      const rule = rules.find(({ file }) => file === name || file.replace(/\.ya?ml$/, "") === name);
      if (rule !== undefined) return rule.file;
      const known = [...new Set(rules.map(({ file }) => file.replace(/\.ya?ml$/, "")))].slice(0, 20);
      const hint = known.length === 0 ? "none was pushed yet" : `pushed are ${known.join(", ")}`;
      throw new RuleChangeError(`No pushed rule is named ${printable(name, 100)}; ${hint}.`);
    }),
  );
}
