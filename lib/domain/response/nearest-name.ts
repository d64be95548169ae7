/** Longer text is no typo of a key or a mode. */
const longestName = 64;

/**
 * The known name that was most likely meant: at most one edit in three letters away, where an edit inserts, drops,
 * changes or swaps letters, and case, hyphens, underscores and spaces do not count. Undefined where none is near.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  if (given.length > longestName) return undefined;
  const plainGiven = plain(given);
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(plainGiven.length / 3)) + 1;
  for (const name of known) {
    const edits = editDistance(plainGiven, plain(name));
    if (edits < fewest) {
      fewest = edits;
      best = name;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

/** Optimal string alignment: Levenshtein's distance with swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      let edits = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + change,
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) edits = Math.min(edits, (beforeLast[column - 2] as number) + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] as number;
}
