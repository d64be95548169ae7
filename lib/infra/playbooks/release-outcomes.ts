import { expression, quoted, type State, type States } from "./states.ts";

/** IAM answers from replicas: six reads, 2 s apart. */
const readBacks = { attempts: 6, intervalSeconds: 2 };

/**
 * After the change: reads until what stood before stands again, which leads to `restored`. A change whose answer was
 * lost is judged by that. `service` is whom the reads ask.
 */
export const lookAgain = (restored: string, service: string): States => ({
  IsRestored: {
    Type: "Choice",
    Choices: [
      { Condition: expression("$standing = 'before'"), Next: restored },
      {
        Condition: expression("$restoreFailed = true"),
        Assign: { problem: expression("$restoreProblem & ' The containment stands.'") },
        Next: "ReleaseFailed",
      },
      {
        Condition: expression(`$reads < ${readBacks.attempts - 1}`),
        Assign: { reads: expression("$reads + 1") },
        Next: "WaitForIam",
      },
    ],
    Default: "NotRestored",
  },
  WaitForIam: { Type: "Wait", Seconds: readBacks.intervalSeconds, Next: "ReadRestored" },
  NotRestored: {
    Type: "Pass",
    Assign: { problem: `${service} accepted the change but does not show it. Look now.` },
    Next: "ReleaseFailed",
  },
});

/** A look sets the sentence of a drift whatever it finds: where it found none, none is recorded. */
const noDrift = { drift: "" };

function ended(outcome: string, detail: string, sound: boolean, next: string, assign = {}): State {
  return {
    Type: "Pass",
    Assign: { ended: { outcome, detail: expression(`${detail} & $note`) }, sound, ...assign },
    Next: next,
  };
}

const drifted = (drift: string): State => ({
  Type: "Pass",
  Assign: { drift },
  Next: "Drifted",
});

/** Every way a release can end. All of them are told to people, and recorded where there is an item. */
export function releaseOutcomes(done: string, gone: string, notTheSame: string): States {
  const notReleased = (outcome: string, detail: string, sound: boolean) =>
    ended(outcome, detail, sound, "RecordNotReleased");
  return {
    Released: ended("released", `${quoted(`${done} `)} & $by & ': ' & $why`, true, "RecordReleased"),
    Gone: drifted(gone),
    MadeAgain: drifted(notTheSame),
    Drifted: notReleased(
      "release-refused-drift",
      "'What stands is not what the containment left. Nothing was changed. ' & $drift",
      true,
    ),
    NotByItself: ended(
      "release refused",
      "($drill ? 'The drill is over. ' : 'The time of the containment is over. ') & $problem & ' So it stands until a person releases it.'",
      true,
      "RecordNotReleased",
      noDrift,
    ),
    StillRunning: ended(
      "release refused",
      quoted("The containment is still running. Nothing was changed."),
      true,
      "TellRelease",
    ),
    NothingToRelease: ended(
      "release refused",
      "'The containment changed nothing, so there is nothing to undo. Its outcome is ' & $outcome & '.'",
      true,
      "TellRelease",
    ),
    // A second release of the same containment is no news.
    ReleasedBefore: { Type: "Pass", Next: "Done" },
    ReleaseFailed: ended("release failed", "$problem", false, "RecordNotReleased", noDrift),
    NotReadable: ended("release failed", "$problem & ' Nothing was changed.'", false, "TellRelease"),
  };
}
