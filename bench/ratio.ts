/** One measured step: what a record costs in it, and its speed beside plain JSON.parse of the same records. */
export interface Measured {
  readonly name: string;
  readonly gate: number;
  readonly microsecondsEach: number;
  /** Time of JSON.parse divided by time of the step: 1 is as fast, 0.5 takes twice as long. */
  readonly ratio: number;
}

export interface Step<Input> {
  readonly name: string;
  /** The ratio that it must reach. */
  readonly gate: number;
  /** Puts a batch of JSON lines into the form that the step takes; not measured. */
  readonly prepare: (lines: readonly string[]) => Input;
  readonly run: (input: Input) => unknown;
}

/** Processor time of this process, in microseconds: what other processes do counts little. */
const elapsed = async (run: () => unknown): Promise<number> => {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return user + system;
};

const parseAll = (lines: readonly string[]) => {
  for (const line of lines) JSON.parse(line);
};

/**
 * Runs a step and JSON.parse in turns over one batch after another, as they would come, and compares the totals.
 * They take turns in going first, because the first finds the text outside the processor's caches.
 * The first quarter only warms up.
 */
export async function measure<Input>(step: Step<Input>, batches: readonly (readonly string[])[]): Promise<Measured> {
  const warmUp = Math.floor(batches.length / 4);
  let records = 0;
  let parsing = 0;
  let stepping = 0;
  for (const [index, lines] of batches.entries()) {
    const input = step.prepare(lines);
    const times = { parsing: 0, stepping: 0 };
    const turns = [
      async () => {
        times.parsing = await elapsed(() => parseAll(lines));
      },
      async () => {
        times.stepping = await elapsed(() => step.run(input));
      },
    ];
    if (index % 2 === 1) turns.reverse();
    for (const turn of turns) await turn();
    if (index < warmUp) continue;
    records += lines.length;
    parsing += times.parsing;
    stepping += times.stepping;
  }
  return { name: step.name, gate: step.gate, microsecondsEach: stepping / records, ratio: parsing / stepping };
}
