/** One line for each thing that was proved or was not. */
export interface Proofs {
  /** Prints what was expected and what was seen, and keeps whether it held. */
  readonly check: (expected: string, holds: boolean, seen: string) => void;
  readonly say: (line: string) => void;
  readonly checks: () => number;
  readonly failures: () => number;
}

export function printedProofs(print: (line: string) => void): Proofs {
  let made = 0;
  let failed = 0;
  return {
    check(expected, holds, seen) {
      made++;
      if (!holds) failed++;
      print(`${holds ? "proved" : "FAILED"}  ${expected}${seen === "" ? "" : `: ${seen}`}`);
    },
    say: (line) => print(`        ${line}`),
    checks: () => made,
    failures: () => failed,
  };
}
