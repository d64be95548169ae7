import type { StoryEntry } from "./case.ts";
import { byWeight, placeOf } from "./story.ts";

/** Lines that people are shown of a story unless they ask for all. */
export const digestLength = 15;

/** A line of a digest: one entry, or several of one kind that are told together. */
export interface DigestLine {
  readonly firstMs: number;
  readonly lastMs: number;
  /** At least one, in order of time. */
  readonly entries: readonly StoryEntry[];
  /** What they have in common; undefined for the last resort, where kinds are told together too. */
  readonly what: string | undefined;
  /** Of the strongest. */
  readonly points: number;
}

/**
 * A story in at most `most` lines, in order of time: what weighs most stands by itself, the rest of each kind is folded
 * into one line. Nothing is left out; a line may only say less of it.
 */
export function digestStory(story: readonly StoryEntry[], most = digestLength): DigestLine[] {
  if (story.length <= most) return story.map((entry) => lineOf([entry]));
  const ranked = byWeight(story);
  for (let shown = most - 1; shown >= 0; shown--) {
    const alone = new Set(ranked.slice(0, shown));
    const folded = byKind(story.filter((entry) => !alone.has(entry)));
    if (shown + folded.length <= most) return inOrder([...[...alone].map((entry) => [entry]), ...folded]);
  }
  const alone = new Set(ranked.slice(0, Math.max(0, most - 1)));
  return inOrder([...[...alone].map((entry) => [entry]), story.filter((entry) => !alone.has(entry))]);
}

function byKind(entries: readonly StoryEntry[]): StoryEntry[][] {
  const kinds = new Map<string, StoryEntry[]>();
  for (const entry of entries) {
    const same = kinds.get(entry.what);
    if (same === undefined) kinds.set(entry.what, [entry]);
    else same.push(entry);
  }
  return [...kinds.values()];
}

function lineOf(entries: readonly StoryEntry[]): DigestLine {
  const times = entries.map(placeOf);
  const [first] = entries;
  return {
    firstMs: Math.min(...times),
    lastMs: Math.max(...times),
    entries,
    what: entries.every(({ what }) => what === first?.what) ? first?.what : undefined,
    points: Math.max(...entries.map(({ points }) => points)),
  };
}

const inOrder = (groups: readonly (readonly StoryEntry[])[]): DigestLine[] =>
  groups.map(lineOf).sort((a, b) => a.firstMs - b.firstMs || a.entries.length - b.entries.length);

/** Names that a folded line gives of what it holds. */
const namedInFold = 3;

/** What a line says: the entry's own text, or how many of a kind there were and what some of them were about. */
export function digestText({ entries, what }: DigestLine): string {
  const [only] = entries;
  if (only === undefined) return "";
  if (entries.length === 1) return only.text;
  const names = byWeight(entries)
    .slice(0, namedInFold)
    .map(({ observed, text, what: kind }) => subjectOf(observed ?? text, kind));
  const others = entries.length - names.length;
  const more = others > 0 ? ` and ${others} more` : "";
  return `${entries.length}x ${what ?? "something else"}: ${names.join(", ")}${more}`;
}

/** `iam:ListUsers` of `action iam:ListUsers`, `some-rule` of `rule some-rule: its title`. */
function subjectOf(observed: string, kind: string): string {
  if (kind === "rule-match") return observed.replace(/^rule /, "").replace(/: .*$/s, "");
  return observed.startsWith(`${kind} `) ? observed.slice(kind.length + 1) : observed;
}
