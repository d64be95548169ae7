import { call, expression, type State } from "./states.ts";

/** SNS allows a subject of 100 ASCII characters; outcome and playbook are closed words of at most 20 each. */
const subject = "'NHI Warden: ' & $ended.outcome & ' (' & $request.playbook & ')'";

const message = [
  "'Outcome:      ' & $ended.outcome",
  "'Proof:        ' & $ended.proof",
  "'What happened: ' & $ended.detail",
  "'Playbook:     ' & $request.playbook",
  "'Target:       ' & $string($request.target)",
  "'Identity:     ' & $request.identityKey",
  "'Why:          ' & $request.reason",
  "'Before:       ' & $beforeState",
  "'Case:         ' & $request.caseId",
  "'Containment:  ' & $request.containmentId",
  "'Events:       ' & $join($request.eventIds, ' ')",
  "'Execution:    ' & $states.context.Execution.Id",
  "'How to undo it: docs/runbook.md, Release a containment'",
].join(" & '\\n' & ");

/** Tells people how the playbook ended. */
export function publishOutcome(parts: {
  readonly topicArn: string;
  readonly next: string;
  readonly onError: string;
}): State {
  return call({
    resource: "arn:aws:states:::sns:publish",
    arguments: { TopicArn: parts.topicArn, Subject: expression(subject), Message: expression(message) },
    catch: [{ errors: ["States.ALL"], next: parts.onError, problem: "People could not be told." }],
    next: parts.next,
  });
}
