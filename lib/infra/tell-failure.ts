import { names, stateMachineName } from "../contract/names.ts";
import { lines, publish } from "./playbooks/notice.ts";
import { type Definition, expression, quoted } from "./playbooks/states.ts";
import { drillEndedBadly, playbookEndedBadly, runbookLink } from "./runbook.ts";

/**
 * What the state machine is started with: fields of Step Functions' event, none of which says what an execution was
 * given.
 */
export interface FailedExecution {
  readonly status: "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly executionArn: string;
  /** ISO 8601. */
  readonly time: string;
}

/** Of `arn:aws:states:<region>:<account>:execution:<state machine>:<execution>`. */
const part = (index: number) => `$split($failed.executionArn, ':')[${index}]`;
const isDrill = `${part(6)} = ${quoted(stateMachineName(names.drill))}`;

const message = lines(
  `(${isDrill} ? ${quoted(drillEndedBadly)} : ${quoted(playbookEndedBadly)})`,
  "''",
  "'Ended as:      ' & $failed.status & ', ' & $failed.time",
  `'State machine: ' & ${part(6)}`,
  `'Execution:     ' & ${part(7)}`,
  "'               ' & $failed.executionArn",
  `'What to do:    ' & (${isDrill} ? ${quoted(runbookLink("drill-failed"))} : ${quoted(runbookLink("playbook-failed"))})`,
);

/**
 * Tells people which execution did not end well. The execution of a playbook is named by its containment. Where SNS
 * does not take the notice, this execution fails as well, which the alarm on the logs counts.
 */
export const tellFailureDefinition = ({ topicArn }: { readonly topicArn: string }): Definition => ({
  Comment: "Tells people of an execution that failed, timed out or was stopped.",
  QueryLanguage: "JSONata",
  StartAt: "ReadFailure",
  TimeoutSeconds: 300,
  States: {
    ReadFailure: { Type: "Pass", Assign: { failed: expression("$states.input") }, Next: "TellFailure" },
    TellFailure: publish({
      topicArn,
      subject: "'NHI Warden: a state machine ended as ' & $failed.status",
      message,
      next: "Told",
      onError: { next: "NotTold", problem: "People could not be told." },
    }),
    Told: { Type: "Succeed" },
    NotTold: { Type: "Fail", Error: "NhiWarden.FailureNotTold", Cause: expression("$problem") },
  },
});
