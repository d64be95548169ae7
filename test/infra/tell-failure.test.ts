import { playbookNames } from "../../lib/domain/response/decision.ts";
import { releaseName } from "../../lib/infra/playbooks/definitions.ts";
import { type FailedExecution, tellFailureDefinition } from "../../lib/infra/tell-failure.ts";
import { noticeIntegrations, type PublishedNotice } from "../../lib/local/integrations/notice-integrations.ts";
import { runStateMachine } from "../../lib/local/state-machine/run-state-machine.ts";
import { virtualClock } from "../../lib/local/state-machine/virtual-clock.ts";

const definition = tellFailureDefinition({ topicArn: "topic" });
const failed = (machine: string, status: FailedExecution["status"] = "FAILED") => ({
  status,
  executionArn: `arn:aws:states:eu-central-1:111122223333:execution:NhiWarden-${machine}:containment-0123456789abcdef`,
  time: "2026-11-21T07:00:00Z",
});

async function tell(input: ReturnType<typeof failed>, sink?: (notice: PublishedNotice) => void) {
  const notices: PublishedNotice[] = [];
  const result = await runStateMachine({
    definition,
    input,
    executionName: "one",
    integrations: noticeIntegrations(sink ?? ((notice) => void notices.push(notice))),
    clock: virtualClock(0),
  });
  return { result, notices };
}

it.each(playbookNames.flatMap((name) => [name, releaseName(name)]))(
  "names the state machine, the execution and what to do: %s",
  async (machine) => {
    const { result, notices } = await tell(failed(machine));
    expect(result.status).toBe("SUCCEEDED");
    expect(notices).toEqual([
      {
        topicArn: "topic",
        subject: "NHI Warden: a state machine ended as FAILED",
        message: [
          "A playbook failed, timed out or was stopped. A credential that should be contained may still work.",
          "",
          "Ended as:      FAILED, 2026-11-21T07:00:00Z",
          `State machine: NhiWarden-${machine}`,
          "Execution:     containment-0123456789abcdef",
          `               arn:aws:states:eu-central-1:111122223333:execution:NhiWarden-${machine}:containment-0123456789abcdef`,
          "What to do:    docs/runbook.md#playbook-failed",
        ].join("\n"),
      },
    ]);
  },
);

it.each(["FAILED", "TIMED_OUT", "ABORTED"] as const)("says how it ended: %s", async (status) => {
  const { notices } = await tell(failed("quarantine-role", status));
  expect(notices[0]?.subject).toBe(`NHI Warden: a state machine ended as ${status}`);
  expect(notices[0]?.message).toContain(`Ended as:      ${status}, `);
});

it("leads to the drill's section for the drill", async () => {
  const { notices } = await tell(failed("canary-drill"));
  expect(notices[0]?.message).toMatch(/^The daily drill found .*docs\/runbook\.md#drill-failed$/s);
});

it("tries again where SNS does not take it, and fails itself where that does not help", async () => {
  let refusals = 0;
  const notices: PublishedNotice[] = [];
  const { result } = await tell(failed("stop-task"), (notice) => {
    if (++refusals <= 2) throw new Error("throttled");
    notices.push(notice);
  });
  expect([result.status, notices.length]).toEqual(["SUCCEEDED", 1]);
  const { result: never } = await tell(failed("stop-task"), () => {
    throw new Error("denied");
  });
  expect(never).toMatchObject({ status: "FAILED", error: "NhiWarden.FailureNotTold" });
  expect(never.cause).toContain("People could not be told.");
});
