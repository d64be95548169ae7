import type { CloudTrailRecord } from "../../event/activity.ts";
import type { RecordTest } from "./compile-expression.ts";
import type { Facts } from "./field-reader.ts";
import { type FieldValues, unnumbered } from "./field-values.ts";
import { Verdicts } from "./verdicts.ts";

/** A rule that may match a record, and what is left to ask of it; nothing where it is sure to match. */
export interface Candidate {
  readonly position: number;
  readonly test: RecordTest | undefined;
}

/** A candidate that is none where its guard, which looks at the sieve's field alone, is false. */
export interface GuardedCandidate extends Candidate {
  readonly guard: RecordTest;
}

/** A power of two. */
const passedSlots = 32;
const nobody: readonly Candidate[] = [];

/** Lets those candidates pass that the value of one field allows: one look at it, however many there are. */
export class Sieve {
  readonly #field: FieldValues;
  readonly #remembers: boolean;
  readonly #candidates: readonly GuardedCandidate[];
  /** The last text with which nobody passes: mostly that of the next record as well. */
  #lastOfNobody = unnumbered;
  /** Whether anybody passes with a text. */
  readonly #verdicts = new Verdicts();
  /** Who passes with which text, where anybody does: the last text of each slot. */
  readonly #passedNumbers = new Int32Array(passedSlots).fill(unnumbered);
  readonly #passed = new Array<readonly Candidate[]>(passedSlots).fill(nobody);

  /** Every candidate's guard must be false where the field is missing. */
  constructor(field: FieldValues, candidates: readonly GuardedCandidate[], remembers: boolean) {
    this.#field = field;
    this.#remembers = remembers;
    this.#candidates = candidates;
  }

  pass(record: CloudTrailRecord, facts: Facts): readonly Candidate[] {
    const field = this.#field;
    if (field.value(record, facts) === undefined) return nobody;
    const number = this.#remembers ? field.number(record, facts) : unnumbered;
    if (number === unnumbered) return this.#judge(record, facts);
    if (number === this.#lastOfNobody) return nobody;
    const verdict = this.#verdicts.of(number);
    if (verdict === false) {
      this.#lastOfNobody = number;
      return nobody;
    }
    const slot = number & (passedSlots - 1);
    if (verdict && this.#passedNumbers[slot] === number) return this.#passed[slot] as readonly Candidate[];
    const passed = this.#judge(record, facts);
    this.#verdicts.keep(number, passed.length > 0);
    if (passed.length > 0) {
      this.#passedNumbers[slot] = number;
      this.#passed[slot] = passed;
    }
    return passed;
  }

  #judge(record: CloudTrailRecord, facts: Facts): readonly Candidate[] {
    let passed: Candidate[] | undefined;
    for (const candidate of this.#candidates) {
      if (!candidate.guard(record, facts)) continue;
      passed ??= [];
      passed.push(candidate);
    }
    return passed ?? nobody;
  }
}
