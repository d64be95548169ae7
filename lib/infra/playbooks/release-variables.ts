import { expression } from "./states.ts";

/** What a release begins with: its input, bounded, and nothing known yet. */
export const beginning = {
  request: expression("{'containmentId': $states.input.containmentId}"),
  by: expression("$type($states.input.by) = 'string' ? $substring($states.input.by, 0, 300) : ''"),
  why: expression("$type($states.input.why) = 'string' ? $substring($states.input.why, 0, 500) : ''"),
  state: "unknown",
  outcome: "unknown",
  beforeState: "unknown",
  drift: "",
  marks: "",
  quarantine: "",
  problem: "",
  restoreProblem: "",
  restoreFailed: false,
  note: "",
  drill: false,
  reads: 0,
  sound: true,
};

const item = "$states.result.Item";
const json = (attribute: string) =>
  `$exists(${item}.${attribute}.S) and ${item}.${attribute}.S != '' ? $parse(${item}.${attribute}.S) : {}`;

/** What a release knows of the containment, from its item. */
export const recorded = {
  request: expression(`$parse(${item}.request.S)`),
  state: expression(`${item}.state.S`),
  outcome: expression(`${item}.outcome.S`),
  was: expression(`$exists(${item}.principalId.S) ? ${item}.principalId.S : ''`),
  beforeState: expression(`$exists(${item}.beforeState.S) ? ${item}.beforeState.S : 'unknown'`),
  before: expression(json("beforeState")),
  after: expression(json("afterState")),
};
