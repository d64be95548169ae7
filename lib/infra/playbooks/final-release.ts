import type { PlaybookName } from "../../domain/response/decision.ts";
import { releaseEnding, releaseOpening } from "./release-frame.ts";
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
      ...releaseOpening({ tableName, playbook, next: "IsOfThisPlaybook" }),
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
      NotReadable: {
        Type: "Pass",
        Assign: {
          sound: false,
          ended: { outcome: "release failed", detail: expression("$problem & ' Nothing was changed.'") },
        },
        Next: "TellRelease",
      },
      ...releaseEnding({
        tableName,
        topicArn,
        recorded: "TellRelease",
        cause: "That it cannot be undone could not be read, recorded or told. This history says why.",
      }),
    },
  };
}
