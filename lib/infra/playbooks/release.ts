import { byDrill } from "../../domain/response/canary.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import { releasedAttributes, writeRecord } from "./containment-record.ts";
import { drillEnding, isDrillRelease } from "./drill-request.ts";
import { killSwitchGuard } from "./kill-switch.ts";
import { releaseEnding, releaseOpening } from "./release-frame.ts";
import { lookAgain, releaseOutcomes } from "./release-outcomes.ts";

import { type PlaybookResources, responderRole } from "./skeleton.ts";
import { type Caught, type Definition, expression, type State, type States } from "./states.ts";
import {
  afterReadOf,
  firstUnmarkOf,
  goneOf,
  notTheSameOf,
  readTargetOf,
  serviceOf,
  type TargetKind,
  thereStates,
  unmarkTargetStates,
} from "./target-kind.ts";

/** Where a change of a release leads that was refused, or whose answer got lost: IAM is asked what stands. */
export type RestoreFailed = (problem: string) => Caught;

/** The part of a release that is a playbook's own. `$before` and `$after` hold what the containment recorded. */
export interface ReleaseSteps {
  readonly playbook: PlaybookName;
  readonly kind: TargetKind;
  readonly quarantine?: boolean;
  /** Asks IAM what stands: sets `$standing` to left, before or drifted, and `$drift` to a sentence that says where. */
  readonly look: (joint: { readonly next: string; readonly onError: string }) => State;
  /** JSONata of that sentence, where it is made of what `$standing` says beyond these three words. */
  readonly drift?: string;
  /** Puts back what stood before, in one change; each leads to `ReadRestored`. */
  readonly restore: { readonly first: string; readonly states: (failed: RestoreFailed) => States };
  /** A sentence for people. */
  readonly done: string;
}

const restoreFailed: RestoreFailed = (problem) => ({
  errors: ["States.ALL"],
  next: "ReadRestored",
  problem,
  assign: {
    restoreFailed: true,
    restoreProblem: expression(
      `${JSON.stringify(`${problem} `)} & $states.errorOutput.Error & ': ' & $substring($string($states.errorOutput.Cause), 0, 500)`,
    ),
  },
});

/** What the warden does by itself ends where the kill switch is engaged. */
const byPerson = `$by != 'expiry' and $by != '${byDrill}'`;

/**
 * Undoes one containment of a playbook: reads its item and what stands now, refuses where that is not what the
 * containment left, puts back what stood before, reads it back, records, tells. Input is `{containmentId, by, why}`,
 * `by` the ARN of a person, `expiry` or `drill`. A release that ran before finds its work done and changes nothing.
 *
 * The kill switch stops what the warden does by itself, and so a release at expiry or of a drill; a person's release it
 * does not.
 */
export function releaseDefinition(steps: ReleaseSteps, resources: PlaybookResources): Definition {
  const { playbook, kind } = steps;
  const { tableName, topicArn } = resources;
  const name = `release-${playbook}`;
  const roleArn = responderRole(name, resources);
  const unmark = firstUnmarkOf(kind);
  return {
    Comment: `Undoes a containment of ${playbook}, where it still stands as it was left.`,
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    TimeoutSeconds: 900,
    States: {
      ...releaseOpening({ tableName, playbook, next: "CanRelease" }),
      CanRelease: {
        Type: "Choice",
        Choices: [
          { Condition: expression(`$request.playbook != '${playbook}'`), Next: "NotOwnRequest" },
          { Condition: expression("$state = 'released'"), Next: "ReleasedBefore" },
          { Condition: expression("$state = 'running'"), Next: "StillRunning" },
          { Condition: expression("$outcome = 'already-contained' or $was = ''"), Next: "NothingToRelease" },
          { Condition: expression("$state in ['contained', 'failed']"), Next: "ReadPrincipal" },
        ],
        Default: "NothingToRelease",
      },
      ReadPrincipal: readTargetOf(kind, {
        roleArn,
        next: afterReadOf(kind, "IsSamePrincipal"),
        onGone: "Gone",
        onError: "ReleaseFailed",
      }),
      ...thereStates(kind, "IsSamePrincipal", "Gone"),
      IsSamePrincipal: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression("$principalId = $was"),
            Assign: { drill: expression(isDrillRelease({ kind, partition: resources.partition })) },
            Next: "ReadStanding",
          },
        ],
        Default: "MadeAgain",
      },
      ReadStanding: steps.look({ next: "IsAsLeft", onError: "ReleaseFailed" }),
      IsAsLeft: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$standing = 'left'"), Next: "ReadKillSwitch" },
          {
            Condition: expression("$standing = 'before'"),
            Assign: { note: " It had been undone before the release." },
            Next: unmark,
          },
          ...(steps.drift === undefined
            ? []
            : [{ Condition: expression("true"), Assign: { drift: expression(steps.drift) }, Next: "Drifted" }]),
        ],
        Default: "Drifted",
      },
      ...killSwitchGuard({
        tableName,
        act: steps.restore.first,
        unless: byPerson,
        engaged: "NotByItself",
        unreadable: "IsByPerson",
      }),
      IsByPerson: {
        Type: "Choice",
        Choices: [{ Condition: expression(byPerson), Next: steps.restore.first }],
        Default: "NotByItself",
      },
      ...steps.restore.states(restoreFailed),
      ReadRestored: steps.look({ next: "IsRestored", onError: "ReleaseFailed" }),
      ...lookAgain(unmark, serviceOf(kind)),
      ...unmarkTargetStates({
        kind,
        restorer: roleArn,
        marker: responderRole("mark", resources),
        quarantine: steps.quarantine === true,
        next: "Released",
      }),
      ...releaseOutcomes(steps.done, goneOf(kind), notTheSameOf(kind)),
      RecordReleased: writeRecord({
        tableName,
        ...releasedAttributes,
        next: "IsDrill",
        onError: { next: "NotRecorded", problem: "The release could not be recorded." },
      }),
      ...drillEnding("TellRelease"),
      ...releaseEnding({
        tableName,
        topicArn,
        recorded: "IsDrill",
        cause: "The release failed, or could not be recorded or told. The containment's item and this history say why.",
      }),
    },
  };
}
