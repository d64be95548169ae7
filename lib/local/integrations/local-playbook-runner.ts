import type { PlaybookRunner } from "../../app/ports.ts";
import type { ContainmentRequest } from "../../domain/response/containment.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import type { JsonValue } from "../state-machine/json-value.ts";
import {
  createLocalStateMachines,
  ExecutionAlreadyExists,
  type LocalExecution,
  type LocalStateMachines,
  type LocalStateMachinesOptions,
} from "../state-machine/local-state-machines.ts";
import type { ExecutionResult } from "../state-machine/run-state-machine.ts";
import { executionIntegrations } from "./execution-integrations.ts";

export interface LocalPlaybookRunnerOptions extends Omit<LocalStateMachinesOptions, "definitions"> {
  /** The synthesised definition of every playbook: the same that is deployed. */
  readonly definitions: Readonly<Partial<Record<PlaybookName, object>>>;
  /** Those of the state machines that undo them, by their names; a time-limited containment starts one. */
  readonly releases?: Readonly<Record<string, object>>;
}

export interface LocalPlaybookRunner extends PlaybookRunner {
  /** Starts the release of a containment, once: its execution is named by the containment. */
  release(
    playbook: PlaybookName,
    input: { readonly containmentId: string; readonly by: string; readonly why: string },
  ): LocalExecution;
  /** How the execution of a containment ended, once it has. Throws where no such execution was started. */
  completion(containmentId: string): Promise<ExecutionResult>;
  /** Resolves when no playbook is running. */
  whenIdle(): Promise<void>;
  executions(): readonly LocalExecution[];
  /** For answers to tasks that wait for a token, and for stopping executions. */
  readonly stateMachines: LocalStateMachines;
}

/**
 * Runs playbooks on this machine. An execution is named by the containment, so a containment runs once,
 * whatever else a repeated request says. Throws DefinitionError where a playbook cannot be run here.
 */
export function localPlaybookRunner(options: LocalPlaybookRunnerOptions): LocalPlaybookRunner {
  const { definitions, releases = {}, integrations, ...rest } = options;
  const stateMachines: LocalStateMachines = createLocalStateMachines({
    ...rest,
    definitions: { ...definitions, ...releases },
    integrations: { ...executionIntegrations(() => stateMachines), ...integrations },
  });
  const find = (containmentId: string) => stateMachines.executions().find(({ name }) => name === containmentId);
  return {
    async start(request: ContainmentRequest) {
      try {
        const input = request as unknown as JsonValue;
        const { started } = stateMachines.start(request.playbook, request.containmentId, input);
        return started ? "started" : "already-started";
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return "already-started";
        throw error;
      }
    },
    release(playbook, input) {
      return stateMachines.start(`release-${playbook}`, `release-${input.containmentId}`, input).execution;
    },
    completion(containmentId) {
      const execution = find(containmentId);
      if (execution === undefined) throw new Error(`no playbook was started for containment ${containmentId}`);
      return execution.completion;
    },
    whenIdle: stateMachines.whenIdle,
    executions: stateMachines.executions,
    stateMachines,
  };
}
