import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { ReleaseRunner } from "../../app/act-by-hand.ts";
import type { PlaybookRunner } from "../../app/ports.ts";
import { releaseMachineName, stateMachineName } from "../../contract/names.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import { playbookNames } from "../../domain/response/decision.ts";
import { stepFunctionsPlaybooks } from "./playbooks.ts";

/** Where the warden's state machines are: they have fixed names there. */
export interface MachinesPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export interface MachinesParts extends MachinesPlace {
  readonly client: SFNClient;
  readonly nowMs?: () => number;
}

/**
 * The warden's state machines, started for a person. A release is named by its containment, so
 * that two people who release the same one start it once; after one that was refused, each later minute may try again.
 */
export function stepFunctionsMachines(parts: MachinesParts): PlaybookRunner & ReleaseRunner {
  const { client, partition, region, accountId, nowMs = Date.now } = parts;
  const arn = (name: string) => `arn:${partition}:states:${region}:${accountId}:stateMachine:${name}`;
  const stateMachineArns = Object.fromEntries(
    playbookNames.map((playbook) => [playbook, arn(stateMachineName(playbook))]),
  ) as Record<PlaybookName, string>;
  const begin = async (stateMachineArn: string, name: string, input: object) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return "started";
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return "already-started";
      throw error;
    }
  };
  return {
    start: stepFunctionsPlaybooks({ client, stateMachineArns }).start,
    async release({ containmentId, playbook, by, why }) {
      const machine = arn(releaseMachineName(playbook));
      const name = `release-${containmentId}`;
      const input = { containmentId, by, why };
      const first = await begin(machine, name, input);
      return first === "started"
        ? first
        : begin(machine, `${name}-${Math.floor(nowMs() / 60_000).toString(36)}`, input);
    },
  };
}
