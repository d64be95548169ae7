import { call, expression, type State } from "./states.ts";

interface Publication {
  readonly topicArn: string;
  /** JSONata. SNS allows 100 ASCII characters; outcomes and playbooks are closed words of at most 22 each. */
  readonly subject: string;
  /** JSONata. */
  readonly message: string;
  readonly next: string;
  readonly onError: {
    readonly next: string;
    readonly problem: string;
    readonly assign?: Readonly<Record<string, unknown>>;
  };
}

/** Tells people something. */
export function publish({ topicArn, subject, message, next, onError }: Publication): State {
  return call({
    resource: "arn:aws:states:::sns:publish",
    arguments: { TopicArn: topicArn, Subject: expression(subject), Message: expression(message) },
    catch: [{ errors: ["States.ALL"], ...onError }],
    next,
  });
}

/** Lines of a notice from JSONata expressions. */
export const lines = (...expressions: readonly string[]) => expressions.join(" & '\\n' & ");

/** Who began it. */
export const startedByLine =
  "'Started by:   ' & ($exists($request.startedBy) ? $request.startedBy : 'the warden itself')";

const outcome = lines(
  "'Outcome:      ' & $ended.outcome",
  "'Proof:        ' & $ended.proof",
  "'What happened: ' & $ended.detail",
  "'Playbook:     ' & $request.playbook",
  "'Target:       ' & $string($request.target)",
  "'Identity:     ' & $request.identityKey",
  "'Why:          ' & $request.reason",
  startedByLine,
  "'Impact:       ' & ($count($request.impact) = 0 ? 'not estimated' : $join([$request.impact], ' '))",
  "'Approved by:  ' & ($approvedBy = '' ? 'nobody' : $approvedBy)",
  "'Before:       ' & $beforeState",
  "'Case:         ' & $request.caseId",
  "'Containment:  ' & $request.containmentId",
  "'Events:       ' & $join([$request.eventIds], ' ')",
  "'Execution:    ' & $states.context.Execution.Id",
  "'To undo it:   nhi release ' & $request.containmentId & ' --why \"...\"'",
);

/** Tells people how the playbook ended. */
export function publishOutcome(parts: {
  readonly topicArn: string;
  readonly next: string;
  readonly onError: string;
}): State {
  return publish({
    topicArn: parts.topicArn,
    subject: "'NHI Warden: ' & $ended.outcome & ' (' & $request.playbook & ')'",
    message: outcome,
    next: parts.next,
    onError: { next: parts.onError, problem: "People could not be told." },
  });
}

const release = lines(
  "'Outcome:      ' & $ended.outcome",
  "'What happened: ' & $ended.detail",
  "'Containment:  ' & $request.containmentId",
  "'Playbook:     ' & ($exists($request.playbook) ? $request.playbook : 'unknown')",
  "'Target:       ' & ($exists($request.target) ? $string($request.target) : 'unknown')",
  "'By:           ' & $by",
  "'Why:          ' & $why",
  "'Before:       ' & $beforeState",
  "'Execution:    ' & $states.context.Execution.Id",
);

/** Tells people how a release ended. */
export function publishRelease(parts: {
  readonly topicArn: string;
  readonly next: string;
  readonly onError: string;
}): State {
  return publish({
    topicArn: parts.topicArn,
    subject:
      "'NHI Warden: ' & $ended.outcome & ' (' & ($exists($request.playbook) ? $request.playbook : 'unknown') & ')'",
    message: release,
    next: parts.next,
    onError: { next: parts.onError, problem: "People could not be told." },
  });
}
