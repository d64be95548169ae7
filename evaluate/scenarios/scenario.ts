import type { Organisation } from "../../lib/local/organisation/organisation.ts";

/** What an attack is built from. */
export interface ScenarioInput {
  /** Any whole number: networks, software, order, names and pauses are drawn from it. */
  readonly seed: number;
  readonly organisation: Organisation;
  /** Milliseconds since 1970: time of the first record. The victim must have acted before it. */
  readonly startMs: number;
}

export interface BuiltAttack {
  /** Key of the identity that is attacked or misused, one of the organisation's. */
  readonly identityKey: string;
  /**
   * CloudTrail records in order of time: the victim's, those that get it a session, and those of roles it goes on to.
   */
  readonly records: object[];
}

/** One attack on one identity of the simulated organisation, to be spliced among its benign records. */
export interface AttackScenario {
  readonly name: string;
  /** The technique's id in MITRE ATT&CK for Enterprise. */
  readonly technique: string;
  /** One sentence for people. */
  readonly story: string;
  /** One fact is enough to be sure: it must be contained where the warden may contain. */
  readonly deterministic: boolean;
  /** It takes days, not minutes. */
  readonly slow: boolean;
  /** The same input gives the same records. Throws RangeError where the organisation has no such victim yet. */
  readonly build: (input: ScenarioInput) => BuiltAttack;
}
