import { randomUUID } from "node:crypto";
import { type JsonValue, toJson } from "./json-value.ts";
import { StateError } from "./state-error.ts";

/** A task that waits for someone to call back. */
export interface WaitingTask {
  readonly token: string;
  /** Resolves with the output that was sent; rejects with the StateError that was sent. */
  readonly answer: Promise<JsonValue>;
  /** Resolves at the next heartbeat. */
  nextHeartbeat(): Promise<void>;
  /** From now on the token is unknown. */
  close(): void;
}

/** The other side of `.waitForTaskToken`. Each of the three throws where nobody waits for the token (any more). */
export interface TaskTokens {
  issue(): WaitingTask;
  sendTaskSuccess(token: string, output: JsonValue): void;
  sendTaskFailure(token: string, error: string, cause: string): void;
  sendTaskHeartbeat(token: string): void;
}

interface Waiting {
  readonly succeed: (output: JsonValue) => void;
  readonly fail: (error: StateError) => void;
  beat: () => void;
}

/** Thrown for a token that is unknown, answered or timed out; AWS names it TaskTimedOut or InvalidToken. */
export class TaskTokenError extends Error {
  override readonly name = "TaskTimedOut";
}

export function createTaskTokens(newToken: () => string = randomUUID): TaskTokens {
  const waiting = new Map<string, Waiting>();
  const find = (token: string) => {
    const task = waiting.get(token);
    if (task === undefined)
      throw new TaskTokenError("no task waits for this token; it was answered, timed out or never was");
    return task;
  };
  return {
    issue() {
      const token = newToken();
      const { promise: answer, resolve, reject } = deferred<JsonValue>();
      // Nobody may be listening when the task times out before its answer.
      answer.catch(() => undefined);
      const task: Waiting = { succeed: resolve, fail: reject, beat: () => undefined };
      waiting.set(token, task);
      return {
        token,
        answer,
        nextHeartbeat: () =>
          new Promise((resolveBeat) => {
            task.beat = resolveBeat;
          }),
        close: () => waiting.delete(token),
      };
    },
    sendTaskSuccess(token, output) {
      const { succeed } = find(token);
      succeed(toJson(output, "The task's output"));
      waiting.delete(token);
    },
    sendTaskFailure(token, error, cause) {
      find(token).fail(new StateError(error, cause));
      waiting.delete(token);
    },
    sendTaskHeartbeat: (token) => find(token).beat(),
  };
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
