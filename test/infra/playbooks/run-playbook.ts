import jsonata from "jsonata";
import type { Definition, State } from "../../../lib/infra/playbooks/states.ts";

/** An error that a call answers with, as Step Functions names it. */
export class CallError extends Error {
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

export interface Call {
  readonly state: string;
  readonly resource: string;
  readonly roleArn: string | undefined;
  readonly arguments: Record<string, unknown>;
}

export interface Run {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly path: readonly string[];
  readonly calls: readonly Call[];
}

type Answer = (call: Call) => unknown;
type Fields = Record<string, unknown>;

/** When each state is entered: five seconds apart, so that an expression that takes the wrong state's time shows. */
const startMs = Date.parse("2026-11-21T07:00:00.000Z");
const stateSeconds = 5;

/**
 * Walks a definition as Step Functions would, with the reference implementation of JSONata and without waiting.
 * `answer` gives the result of a call or throws a CallError; a retried call is made once.
 */
export async function runPlaybook(definition: Definition, input: unknown, answer: Answer): Promise<Run> {
  const variables: Fields = {};
  const path: string[] = [];
  const calls: Call[] = [];
  let name = definition.StartAt;
  for (;;) {
    if (path.length > 60) throw new Error(`The playbook does not end: ${path.join(" ")}`);
    const state = definition.States[name] as State & Fields;
    if (state === undefined) throw new Error(`There is no state ${name}.`);
    const enteredTime = new Date(startMs + path.length * stateSeconds * 1000).toISOString();
    path.push(name);
    const states: Fields = {
      input,
      context: {
        State: { EnteredTime: enteredTime, Name: name },
        Execution: { Id: "arn:aws:states:eu-central-1:111111111111:execution:playbook:c-1" },
      },
    };
    const evaluate = (value: unknown) => evaluateTemplate(value, { ...variables, states });
    const assign = async (fields: unknown) => Object.assign(variables, (await evaluate(fields ?? {})) as Fields);
    if (state.Type === "Succeed" || state.Type === "Fail") {
      return { status: state.Type === "Fail" ? "FAILED" : "SUCCEEDED", path, calls };
    }
    if (state.Type === "Choice") {
      let next = state["Default"] as string;
      for (const choice of state["Choices"] as Fields[]) {
        if ((await evaluate(choice["Condition"])) !== true) continue;
        await assign(choice["Assign"]);
        next = choice["Next"] as string;
        break;
      }
      name = next;
      continue;
    }
    if (state.Type === "Task") {
      try {
        const credentials = (await evaluate(state["Credentials"] ?? {})) as Fields;
        const call: Call = {
          state: name,
          resource: state["Resource"] as string,
          roleArn: credentials["RoleArn"] as string | undefined,
          arguments: (await evaluate(state["Arguments"])) as Fields,
        };
        calls.push(call);
        states["result"] = answer(call);
      } catch (thrown) {
        const error = thrown instanceof CallError ? thrown.error : "States.QueryEvaluationError";
        const caught = (state["Catch"] as Fields[]).find(({ ErrorEquals }) =>
          (ErrorEquals as string[]).some((pattern) => pattern === error || pattern === "States.ALL"),
        );
        if (caught === undefined) return { status: "FAILED", path, calls };
        states["errorOutput"] = { Error: error, Cause: (thrown as Error).message };
        await assign(caught["Assign"]);
        name = caught["Next"] as string;
        continue;
      }
    }
    await assign(state["Assign"]);
    name = state["Next"] as string;
  }
}

async function evaluateTemplate(value: unknown, bindings: Fields): Promise<unknown> {
  if (typeof value === "string" && value.startsWith("{%")) {
    const result = await jsonata(value.slice(2, -2)).evaluate(undefined, bindings);
    // Step Functions fails a state whose expression has no result.
    if (result === undefined) throw new Error(`The expression ${value} has no result.`);
    return result;
  }
  if (Array.isArray(value)) return Promise.all(value.map((entry) => evaluateTemplate(entry, bindings)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, entry]) => [key, await evaluateTemplate(entry, bindings)]);
  return Object.fromEntries(await Promise.all(entries));
}
