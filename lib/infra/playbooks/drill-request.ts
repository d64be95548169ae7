import { names } from "../../contract/names.ts";
import { byDrill } from "../../domain/response/canary.ts";
import { expression, type States } from "./states.ts";
import type { TargetKind } from "./target-kind.ts";

/**
 * JSONata: whether the principal that IAM showed is the canary of the target's account, by its whole ARN. A name is had
 * once in an account, whatever its path, so nothing else can be this while the canary is there. No resource is.
 */
const isCanary = (kind: TargetKind, partition = "aws") =>
  typeof kind !== "string"
    ? "false"
    : `$principalArn = 'arn:${partition}:iam::' & $request.target.accountId & ':${kind}${names.canaryPath}${names.canary}'`;

interface DrillParts {
  readonly kind: TargetKind;
  readonly partition?: string | undefined;
}

/**
 * Sets `$drill` for a request of the daily drill, which takes nothing from the budget, asks nobody and tells nobody:
 * the drill itself judges how it went. What the request says is not enough: it must be about the canary, as IAM shows
 * it. A request that calls itself a drill and is about anything else changes nothing and is told like every failure.
 * And being a canary is not enough either: a request that does not call itself a drill is a containment like any other.
 */
export function drillRequestStates({ kind, partition, next }: DrillParts & { readonly next: string }): States {
  return {
    IsDrillRequest: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$exists($request.drill) = false"), Next: next },
        {
          Condition: expression(`$request.drill = true and ${isCanary(kind, partition)}`),
          Assign: { drill: true },
          Next: next,
        },
      ],
      Default: "NotTheCanary",
    },
    NotTheCanary: {
      Type: "Pass",
      Assign: { problem: "The request calls itself a drill, and its target is not the canary. Nothing was changed." },
      Next: "Failed",
    },
  };
}

/** The end of a drill, in silence; whatever else goes on to tell people. */
export function drillEnding(tell: string): States {
  return {
    IsDrill: {
      Type: "Choice",
      Choices: [{ Condition: expression("$drill = true"), Next: "Drilled" }],
      Default: tell,
    },
    Drilled: { Type: "Succeed" },
  };
}

/** JSONata for a release: whether the drill takes back its own containment of the canary. */
export const isDrillRelease = ({ kind, partition }: DrillParts) =>
  `$by = '${byDrill}' and $exists($request.drill) and $request.drill = true and ${isCanary(kind, partition)}`;
