import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { playbookDefinitions } from "../../../lib/infra/playbooks/definitions.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { closeStages, stage, targetOf } from "./stage.ts";
import { reachedWithout, tasksOf } from "./walk.ts";

afterAll(closeStages);

const sweepQueueUrl = "https://sqs.eu-west-1.amazonaws.com/222222222222/sweeps";

test.each(playbookNames)("%s asks for its sweep once it is in place, and by its id alone", async (only) => {
  const place = await stage({ only, sweepQueueUrl });
  const request = place.request(targetOf(only, place));
  const { status, record, path } = await place.contain(request);
  expect([status, record["state"]]).toEqual(["SUCCEEDED", "contained"]);
  expect(place.sweeps.map((body) => JSON.parse(body))).toEqual([{ containmentId: request.containmentId }]);
  expect(path.indexOf("AskSweep")).toBeGreaterThan(path.indexOf("RecordOutcome"));
  expect(path.indexOf("Notify")).toBeGreaterThan(path.indexOf("AskSweep"));
});

test("what changed nothing is not swept", async () => {
  const only = "disable-access-key";
  const place = await stage({ only, sweepQueueUrl, killSwitch: { engaged: { BOOL: true } } });
  const { record } = await place.contain(place.request(targetOf(only, place)));
  expect(record["outcome"]).toBe("refused-kill-switch");
  expect(place.sweeps).toEqual([]);
});

test("a queue that takes nothing leaves the containment as it is, and people are told", async () => {
  const only = "disable-access-key";
  const place = await stage({ only, sweepQueueUrl, failing: { AskSweep: new StateError("Sqs.SqsException", "no") } });
  const { status, record } = await place.contain(place.request(targetOf(only, place)));
  expect([status, record["outcome"]]).toEqual(["SUCCEEDED", "contained"]);
  expect(place.notices.at(-1)?.message).toContain("sweep it by hand with nhi sweep");
  expect(place.notices.at(-1)?.message).toContain("Sqs.SqsException");
});

describe.each(playbookNames)("the definition of %s with a queue for sweeps", (name) => {
  const definition = playbookDefinitions({ tableName: "warden", topicArn: "topic", sweepQueueUrl })[name];

  it("reaches every state, and catches every error of every call", () => {
    expect(reachedWithout(definition, []).sort()).toEqual(Object.keys(definition.States).sort());
    for (const [, state] of tasksOf(definition)) {
      expect((state["Catch"] as { ErrorEquals: string[] }[]).at(-1)?.ErrorEquals).toEqual(["States.ALL"]);
    }
  });

  it("ends nowhere without telling people", () => {
    const ends = reachedWithout(definition, ["Notify"]).filter((one) =>
      ["Succeed", "Fail"].includes(String(definition.States[one]?.Type)),
    );
    expect(ends.sort()).toEqual(["Drilled", "NotOwnRequest"]);
  });
});
