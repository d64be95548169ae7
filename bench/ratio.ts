import { type Batch, linesOf } from "./records.ts";

/** One measured step: what a record costs in the fastest turns of it and of plain JSON.parse of the same records. */
export interface Measured {
  readonly name: string;
  readonly gate: number;
  readonly microsecondsEach: number;
  readonly parsingMicrosecondsEach: number;
}

/** Time of JSON.parse divided by time of the step: 1 is as fast, 0.5 takes twice as long. */
export const ratioOf = ({ parsingMicrosecondsEach, microsecondsEach }: Measured): number =>
  parsingMicrosecondsEach / microsecondsEach;

/** The fastest turns of both measurements of a step. */
export const fastestOf = (one: Measured, other: Measured): Measured => ({
  ...one,
  microsecondsEach: Math.min(one.microsecondsEach, other.microsecondsEach),
  parsingMicrosecondsEach: Math.min(one.parsingMicrosecondsEach, other.parsingMicrosecondsEach),
});

export interface Step<Input> {
  readonly name: string;
  /** The ratio that it must reach. */
  readonly gate: number;
  /** Puts a batch into the form that the step takes; not measured. */
  readonly prepare: (batch: Batch) => Input;
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

/**
 * Records that one side takes in a row. A handler works through batch after batch, and nothing parses for nobody
 * between.
 */
const recordsInTurn = 4_000;

/** Processor time of some batches, in microseconds; what makes their input is not in it. */
async function timeOf<Input>(
  batches: readonly Batch[],
  prepare: (batch: Batch) => Input,
  run: (input: Input) => unknown,
): Promise<number> {
  let time = 0;
  for (const batch of batches) {
    const input = prepare(batch);
    const start = processorTime();
    await run(input);
    time += processorTime() - start;
  }
  return time;
}

/** Times that all records are gone through; the first time only warms up. The best of the others counts. */
const passes = 10;
/** The same, where the middle turn counts. */
const sharePasses = 4;

/**
 * Gives turns of some batches to JSON.parse and to the step, one after the other, so that each text is read once, as it
 * would be, and compares the fastest turn of each: on a shared machine everything else only ever adds time.
 * Every pass begins with empty standings and counts only its second half, when there is a history to compare with.
 * A first one is not counted at all: a handler lives for hours, while V8 takes some seconds to compile, on a thread
 * whose time would count here.
 */
export async function measure<Input>(make: () => Step<Input>, batches: readonly Batch[]): Promise<Measured> {
  let parsed = Number.POSITIVE_INFINITY;
  let stepped = Number.POSITIVE_INFINITY;
  const turn = Math.ceil(recordsInTurn / (batches[0]?.length ?? 1));
  for (let pass = 0; pass < passes; pass++) {
    const step = make();
    for (let index = 0; index + 2 * turn <= batches.length; index += 2 * turn) {
      const parsing = await timeOf(batches.slice(index, index + turn), linesOf, parseAll);
      const stepping = await timeOf(batches.slice(index + turn, index + 2 * turn), step.prepare, step.run);
      if (pass === 0 || index < batches.length / 2) continue;
      parsed = Math.min(parsed, parsing);
      stepped = Math.min(stepped, stepping);
    }
  }
  const { name, gate } = make();
  return { name, gate, microsecondsEach: stepped / recordsInTurn, parsingMicrosecondsEach: parsed / recordsInTurn };
}

/**
 * Speed of a step as a share of the speed of another one that does less. Both take turns on the same records, each with
 * its own standings, now the one first and now the other, and the middle one of the shares of all turns counts:
 * whatever else the machine does falls on both.
 */
export async function throughputShare<Input>(
  makeLess: () => Step<Input>,
  makeMore: () => Step<Input>,
  batches: readonly Batch[],
): Promise<number> {
  const shares: number[] = [];
  const turn = Math.ceil(recordsInTurn / (batches[0]?.length ?? 1));
  for (let pass = 0; pass < sharePasses; pass++) {
    const [less, more] = [makeLess(), makeMore()];
    for (let index = 0; index + turn <= batches.length; index += turn) {
      const some = batches.slice(index, index + turn);
      const moreFirst = (index / turn) % 2 === 1;
      const first = await timeOf(some, (moreFirst ? more : less).prepare, (moreFirst ? more : less).run);
      const second = await timeOf(some, (moreFirst ? less : more).prepare, (moreFirst ? less : more).run);
      if (pass > 0 && index >= batches.length / 2) shares.push(moreFirst ? second / first : first / second);
    }
  }
  shares.sort((one, other) => one - other);
  return shares[shares.length >> 1] ?? 0;
}
