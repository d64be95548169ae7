import { writeFileSync } from "node:fs";
import { releaseMachineName, stateMachineName } from "../../lib/contract/names.ts";
import { type PlaybookName, playbookNames } from "../../lib/domain/response/decision.ts";
import { playbookDefinitions, releaseDefinitions, releaseName } from "../../lib/infra/playbooks/definitions.ts";
import type { Definition } from "../../lib/infra/playbooks/states.ts";

const names = { tableName: "table", topicArn: "topic" };
const changes = /:aws-sdk:(?!dynamodb)([a-z0-9]+):(?!describe|get|list|simulate)/;

/** An error with which a service says that it failed, as Step Functions names it; a general one where none is here. */
const failures: Readonly<Record<string, string>> = {
  iam: "Iam.ServiceFailureException",
  lambda: "Lambda.ServiceException",
  ec2: "Ec2.Ec2Exception",
  ecs: "Ecs.ServerException",
  eks: "Eks.ServerException",
  rolesanywhere: "RolesAnywhere.RolesAnywhereException",
  secretsmanager: "SecretsManager.InternalServiceErrorException",
};

/** States that read are named for that, also where another state machine reads for them. */
const mutating = ({ States }: Definition): readonly string[] =>
  Object.keys(States).filter(
    (name) => !name.startsWith("Read") && changes.test(String(States[name]?.["Resource"] ?? "")),
  );

/** States that change an identity or a resource, of a playbook and of its release. */
export function mutatingStates(playbook: PlaybookName): {
  readonly playbook: readonly string[];
  readonly release: readonly string[];
} {
  return {
    playbook: mutating(playbookDefinitions(names)[playbook]),
    release: mutating(releaseDefinitions(names)[releaseName(playbook)]),
  };
}

/** The one state of a playbook that contains. */
export const actOf = (playbook: PlaybookName): string =>
  mutatingStates(playbook).playbook.find((name) => name !== "Mark") ?? "";

/**
 * Writes the file with which the emulator makes calls of Step Functions fail: an execution that is started with
 * `#fail-<state>` behind the machine's ARN gets an error of its service for each try of that state's call, and the call
 * is not made. Every other execution is as it was.
 */
export function writeInjectedFailures(file: string): void {
  const [acts, releases] = [playbookDefinitions(names), releaseDefinitions(names)];
  const machines = playbookNames.flatMap((playbook) => [
    [stateMachineName(playbook), acts[playbook]] as const,
    [releaseMachineName(playbook), releases[releaseName(playbook)]] as const,
  ]);
  const StateMachines = Object.fromEntries(
    machines.map(([machine, definition]) => {
      const cases = mutating(definition).map((state) => [`fail-${state}`, { [state]: serviceOf(definition, state) }]);
      return [machine, { TestCases: Object.fromEntries(cases) }];
    }),
  );
  const Cause = "The service fails, because the deployment test asks it to.";
  const services = machines.flatMap(([, definition]) =>
    mutating(definition).map((state) => serviceOf(definition, state)),
  );
  const MockedResponses = Object.fromEntries(
    services.map((service) => {
      const Throw = { Error: failures[service] ?? "States.TaskFailed", Cause };
      return [service, { "0-99": { Throw } }];
    }),
  );
  writeFileSync(file, JSON.stringify({ StateMachines, MockedResponses }));
}

const serviceOf = ({ States }: Definition, state: string) =>
  changes.exec(String(States[state]?.["Resource"]))?.[1] ?? "";
