import type { PlaybookName } from "../../domain/response/decision.ts";
import { noticeFailedAttributes, notReleasedAttributes, writeRecord } from "./containment-record.ts";
import { publishRelease } from "./notice.ts";
import { readContainment } from "./release.ts";
import { beginning } from "./release-variables.ts";
import type { PlaybookResources } from "./skeleton.ts";
import { type Definition, expression, quoted } from "./states.ts";

/** What a release of a playbook says whose change nothing takes back. */
export interface FinalSteps {
  readonly playbook: PlaybookName;
  /** A sentence for people: why not, and what to do instead. */
  readonly whyNot: string;
}

/**
 * The release of a playbook that cannot be undone: it reads the containment's item, records and tells that, and changes
 * nothing. It takes no responder role. Input is `{containmentId, by, why}`, as of every release.
 */
export function finalReleaseDefinition({ playbook, whyNot }: FinalSteps, resources: PlaybookResources): Definition {
  const { tableName, topicArn } = resources;
  return {
    Comment: `Says that a containment of ${playbook} cannot be undone. Changes nothing.`,
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    TimeoutSeconds: 900,
    States: {
      Begin: { Type: "Pass", Assign: beginning, Next: "IsOwnRequest" },
      IsOwnRequest: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression(
              "$type($states.input.containmentId) = 'string' and $type($states.input.by) = 'string' and $type($states.input.why) = 'string'",
            ),
            Next: "ReadContainment",
          },
        ],
        Default: "NotOwnRequest",
      },
      NotOwnRequest: {
        Type: "Fail",
        Error: "NhiWarden.WrongPlaybook",
        Cause: `The input names no containment of ${playbook}, with by and why. Nothing was changed or recorded.`,
      },
      ReadContainment: readContainment(tableName, "IsOfThisPlaybook"),
      IsOfThisPlaybook: {
        Type: "Choice",
        Choices: [{ Condition: expression(`$request.playbook != '${playbook}'`), Next: "NotOwnRequest" }],
        Default: "CannotBeUndone",
      },
      CannotBeUndone: {
        Type: "Pass",
        Assign: {
          drift: whyNot,
          ended: { outcome: "release refused", detail: expression(quoted(`${whyNot} Nothing was changed.`)) },
        },
        Next: "RecordNotReleased",
      },
      RecordNotReleased: writeRecord({
        tableName,
        ...notReleasedAttributes,
        next: "TellRelease",
        onError: { next: "NotRecorded", problem: "That the release did not happen could not be recorded." },
      }),
      NotRecorded: {
        Type: "Pass",
        Assign: {
          sound: false,
          ended: expression("$merge([$ended, {'detail': $ended.detail & ' ' & $problem}])"),
        },
        Next: "TellRelease",
      },
      NotReadable: {
        Type: "Pass",
        Assign: {
          sound: false,
          ended: { outcome: "release failed", detail: expression("$problem & ' Nothing was changed.'") },
        },
        Next: "TellRelease",
      },
      TellRelease: publishRelease({ topicArn, next: "IsSound", onError: "RecordNoticeFailed" }),
      RecordNoticeFailed: writeRecord({
        tableName,
        ...noticeFailedAttributes,
        next: "NotSound",
        onError: { next: "NotSound", problem: "Neither could people be told nor that be recorded." },
      }),
      IsSound: {
        Type: "Choice",
        Choices: [{ Condition: expression("$sound = true"), Next: "Done" }],
        Default: "NotSound",
      },
      Done: { Type: "Succeed" },
      NotSound: {
        Type: "Fail",
        Error: "NhiWarden.NotReleased",
        Cause: "That it cannot be undone could not be read, recorded or told. This history says why.",
      },
    },
  };
}
