import type { TaskTokens } from "../../app/approvals.ts";
import type { TaskAnswer } from "../../domain/response/approval.ts";

/** Waiting states of one process: a token ends one of them, once. */
export interface MemoryTaskTokens extends TaskTokens {
  wait(token: string): void;
  answered(): readonly TaskAnswer[];
}

export function memoryTaskTokens(): MemoryTaskTokens {
  const waiting = new Set<string>();
  const answers: TaskAnswer[] = [];
  return {
    wait: (token) => {
      waiting.add(token);
    },
    answered: () => answers,
    async succeed(token, answer) {
      if (!waiting.delete(token)) return "gone";
      answers.push(structuredClone(answer));
      return "told";
    },
  };
}
