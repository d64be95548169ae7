import { writeFileSync } from "node:fs";
import { releaseMachineName, stateMachineName } from "../../lib/contract/names.ts";
import { type PlaybookName, playbookNames } from "../../lib/domain/response/decision.ts";
import { playbookDefinitions, releaseDefinitions, releaseName } from "../../lib/infra/playbooks/definitions.ts";
import type { Definition } from "../../lib/infra/playbooks/states.ts";

const names = { tableName: "table", topicArn: "topic" };
const changes = /:aws-sdk:iam:(?:attach|delete|detach|put|tag|untag|update)[A-Z]/;

const mutating = ({ States }: Definition): readonly string[] =>
  Object.keys(States).filter((name) => changes.test(String(States[name]?.["Resource"] ?? "")));

/** States that change an identity, of each playbook and of its release. */
export function mutatingStates(playbook: PlaybookName): {
  readonly playbook: readonly string[];
  readonly release: readonly string[];
} {
  return {
    playbook: mutating(playbookDefinitions(names)[playbook]),
    release: mutating(releaseDefinitions(names)[releaseName(playbook)]),
  };
}

/**
 * Writes the file with which the emulator makes calls of Step Functions fail: an execution that is started with
 * `#fail-<state>` behind the machine's ARN gets an error of IAM for each try of that state's call, and the call is not
 * made. Every other execution is as it was.
 */
export function writeInjectedFailures(file: string): void {
  const machines = playbookNames.flatMap((playbook) => {
    const states = mutatingStates(playbook);
    return [
      [stateMachineName(playbook), states.playbook],
      [releaseMachineName(playbook), states.release],
    ] as const;
  });
  const StateMachines = Object.fromEntries(
    machines.map(([machine, states]) => [
      machine,
      { TestCases: Object.fromEntries(states.map((name) => [`fail-${name}`, { [name]: "IamFails" }])) },
    ]),
  );
  const Throw = { Error: "Iam.ServiceFailureException", Cause: "IAM fails, because the deployment test asks it to." };
  writeFileSync(file, JSON.stringify({ StateMachines, MockedResponses: { IamFails: { "0-99": { Throw } } } }));
}
