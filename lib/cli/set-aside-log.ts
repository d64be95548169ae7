import type { Unreadable, UnreadableReason } from "../domain/event/activity.ts";
import { printable } from "../domain/event/printable.ts";
import { type Problem, remedies } from "./problem.ts";
import type { SetAsideReason } from "./replay-report.ts";

/** Counts what could not be read, and says which of it people should be told of one by one. */
export interface SetAsideLog {
  /** The problem to show, or nothing where enough of its reason were shown. */
  add(unreadable: Unreadable, place: string): Problem | undefined;
  reasons(): readonly SetAsideReason[];
  total(): number;
}

const mostShownOfReason = 5;
const excerptLength = 80;

export const createSetAsideLog = (): SetAsideLog => {
  const byReason = new Map<UnreadableReason, { count: number; first: string; excerpt: string }>();
  let total = 0;
  return {
    add: ({ reason, detail, excerpt }, place) => {
      total++;
      const found = byReason.get(reason);
      if (found) found.count++;
      else byReason.set(reason, { count: 1, first: place, excerpt: printable(excerpt, 200) });
      const shown = found?.count ?? 1;
      if (shown > mostShownOfReason) return undefined;
      const sentence = detail.replace(/\.$/, "");
      const start = excerpt === "" ? "" : ` (begins ${printable(excerpt, excerptLength)})`;
      return { place, what: `${reason}: ${sentence}${start}`, remedy: remedies[reason] };
    },
    reasons: () => [...byReason].map(([reason, rest]) => ({ reason, ...rest })).sort((a, b) => b.count - a.count),
    total: () => total,
  };
};
