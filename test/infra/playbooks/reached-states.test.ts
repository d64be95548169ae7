import { withoutUnreached } from "../../../lib/infra/playbooks/reached-states.ts";
import type { Definition, States } from "../../../lib/infra/playbooks/states.ts";

const made = (States: States): Definition => ({
  Comment: "",
  QueryLanguage: "JSONata",
  StartAt: "A",
  TimeoutSeconds: 1,
  States,
});

test("states that are reached by any way stay, in their order, and no others", () => {
  const kept: States = {
    A: { Type: "Choice", Choices: [{ Next: "B" }], Default: "C" },
    B: { Type: "Task", Catch: [{ Next: "D" }], Next: "A" },
    C: { Type: "Pass", Next: "E" },
    D: { Type: "Fail" },
    E: { Type: "Succeed" },
  };
  const lost: States = { F: { Type: "Pass", Next: "G" }, G: { Type: "Pass", Next: "A" } };
  expect(withoutUnreached(made({ ...lost, ...kept }))).toEqual(made(kept));
  expect(Object.keys(withoutUnreached(made(kept)).States)).toEqual(Object.keys(kept));
});
