import {
  createLocalStateMachines,
  ExecutionAlreadyExists,
} from "../../../lib/local/state-machine/local-state-machines.ts";
import { DefinitionError } from "../../../lib/local/state-machine/validate-definition.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";
import { machine, startMs, work } from "./example-run.ts";
import { manualClock } from "./manual-clock.ts";

const waiting = machine({
  Wait: { Type: "Wait", Seconds: 60, Next: "Call" },
  Call: { Type: "Task", Resource: work, End: true },
});

function place(clock = manualClock(startMs)) {
  const calls: unknown[] = [];
  const integrations = { [work]: async (given: unknown) => calls.push(given) };
  const machines = createLocalStateMachines({ definitions: { waiting }, integrations, clock });
  return { machines, calls, clock };
}

test("the same name with the same input starts nothing, while it runs and after it closed", async () => {
  const { machines, calls, clock } = place();
  expect(machines.start("waiting", "one", { a: 1 }).started).toBe(true);
  expect(machines.start("waiting", "one", { a: 1 }).started).toBe(false);
  await clock.advance(60_000);
  await machines.whenIdle();
  const again = machines.start("waiting", "one", { a: 1 });
  expect(again.started).toBe(false);
  expect(again.execution.result?.status).toBe("SUCCEEDED");
  expect(calls).toEqual([{ a: 1 }]);
});

test("the same name with another input is refused, and another name starts", async () => {
  const { machines } = place();
  machines.start("waiting", "one", { a: 1 });
  expect(() => machines.start("waiting", "one", { a: 2 })).toThrow(ExecutionAlreadyExists);
  expect(machines.start("waiting", "two", { a: 2 }).started).toBe(true);
  for (const { name } of machines.executions()) machines.stop("waiting", name);
  await machines.whenIdle();
  expect(machines.executions().map(({ result }) => result?.status)).toEqual(["ABORTED", "ABORTED"]);
});

test("a name that Step Functions would refuse is a failed execution, not a lost one", async () => {
  const { machines } = place();
  const { execution } = machines.start("waiting", "not a name", {});
  expect(await execution.completion).toMatchObject({ status: "FAILED", error: "States.Runtime" });
});

test("an unknown state machine and a definition that cannot be run are refused at once", () => {
  const { machines } = place();
  expect(() => machines.start("other", "one", {})).toThrow(/no state machine "other"; known are waiting/);
  const make = () => createLocalStateMachines({ definitions: { waiting }, integrations: {} });
  expect(make).toThrow(DefinitionError);
});

test("many executions at once each end with their own result", async () => {
  const { machines } = place(virtualClock(startMs) as ReturnType<typeof manualClock>);
  const started = Array.from({ length: 50 }, (_, i) => machines.start("waiting", `n${i}`, { i }).execution);
  await machines.whenIdle();
  expect(started.map(({ result }) => result?.status)).toEqual(Array(50).fill("SUCCEEDED"));
});
