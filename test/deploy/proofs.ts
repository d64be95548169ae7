/** One line for each thing that was proved or was not. */
export interface Proofs {
  /** Prints what was expected and what was seen, and keeps whether it held. */
  readonly check: (expected: string, holds: boolean, seen: string) => void;
  readonly say: (line: string) => void;
  readonly checks: () => number;
  readonly failures: () => number;
  /**
   * Proofs that run beside others: their lines are kept together and printed under the title when `work` has ended.
   * What `work` throws is a proof that is missing, and stops no other.
   */
  readonly section: (title: string, work: (proofs: Proofs) => Promise<void>) => Promise<void>;
}

export function printedProofs(print: (line: string) => void): Proofs {
  let made = 0;
  let failed = 0;
  const proofs: Proofs = {
    check(expected, holds, seen) {
      made++;
      if (!holds) failed++;
      print(`${holds ? "proved" : "FAILED"}  ${expected}${seen === "" ? "" : `: ${seen}`}`);
    },
    say: (line) => print(`        ${line}`),
    checks: () => made,
    failures: () => failed,
    async section(title, work) {
      const lines: string[] = [];
      const own = printedProofs((line) => lines.push(line));
      try {
        await work(own);
      } catch (error) {
        own.check("it runs to its end", false, error instanceof Error ? error.message : String(error));
      }
      made += own.checks();
      failed += own.failures();
      for (const line of ["", title, ...lines]) print(line);
    },
  };
  return proofs;
}
