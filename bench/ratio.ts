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

const parseAll = (lines: readonly string[]) => {
  for (const line of lines) JSON.parse(line);
};

/** In microseconds: what other processes do while this one waits is not in it. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * Gives every other batch to JSON.parse and those between to the step, so that each text is read once, as it would be,
 * and takes the median of the ratios of neighbours' processor times: what else the machine does hits both or is left out.
 * The first half only warms up: a handler lives for hours, and V8 takes some ten thousand records to optimise.
 */
export async function measure<Input>(step: Step<Input>, batches: readonly (readonly string[])[]): Promise<Measured> {
  const ratios: number[] = [];
  const stepping: number[] = [];
  for (let index = 0; index + 1 < batches.length; index += 2) {
    const plain = batches[index] as readonly string[];
    const input = step.prepare(batches[index + 1] as readonly string[]);
    const start = processorTime();
    parseAll(plain);
    const parsed = processorTime();
    await step.run(input);
    const stepped = processorTime();
    if (index < batches.length / 2) continue;
    ratios.push((parsed - start) / (stepped - parsed));
    stepping.push((stepped - parsed) / plain.length);
  }
  return {
    name: step.name,
    gate: step.gate,
    microsecondsEach: median(stepping),
    ratio: median(ratios),
  };
}
