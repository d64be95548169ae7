import { production, staging } from "../accounts.ts";
import { queueCall } from "../calls/messaging.ts";
import { getParameters } from "../calls/secrets.ts";
import { tableCall } from "../calls/storage.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { traffic } from "../patterns/time-of-day.ts";
import { mix, opening } from "../script.ts";
import { agents } from "./agents.ts";
import { containerServices, containerSpec } from "./containers.ts";
import { functionSpec } from "./function-spec.ts";
import { lambdaFunctions } from "./functions.ts";
import { instanceFleets } from "./instances.ts";
import { partners } from "./partners.ts";
import { people } from "./people.ts";
import { pipelines } from "./pipelines.ts";
import { clusterPods } from "./pods.ts";
import { provider } from "./provider.ts";
import { provisioning } from "./provisioning.ts";
import { keyUsers } from "./users.ts";

/**
 * The organisation's identities, `count` of them. The named ones come first, one of each group in turn,
 * so that a small organisation still has every kind; beyond them come nameless services of the same two sorts.
 */
export function population(world: World, count: number | undefined): readonly IdentitySpec[] {
  const groups = [
    keyUsers(world),
    instanceFleets(world),
    pipelines(world),
    agents(world),
    lambdaFunctions(world),
    containerServices(world),
    clusterPods(world),
    partners(world),
    provisioning(world),
    provider(world),
    people(world),
  ];
  const named: IdentitySpec[] = [];
  for (let turn = 0; groups.some((group) => turn < group.length); turn++) {
    for (const group of groups) {
      const spec = group[turn];
      if (spec !== undefined) named.push(spec);
    }
  }
  if (count === undefined || count === named.length) return named;
  if (count < named.length) return named.slice(0, count);
  const more = Array.from({ length: count - named.length }, (_, index) => service(world, index + 1));
  return [...named, ...more];
}

/** One more small service, as a big organisation has them by the hundred. */
function service(world: World, number: number): IdentitySpec {
  const name = `service-${String(number).padStart(4, "0")}`;
  const about = {
    name,
    owner: `team-${1 + (number % 12)}`,
    purpose: "a small service",
    permits: ["dynamodb:*", "sqs:*", "ssm:Get*"],
  };
  const account = number % 4 === 0 ? staging : production;
  const work = mix(
    [4, tableCall("GetItem", name)],
    [2, tableCall("PutItem", name)],
    [2, queueCall("SendMessage", name)],
  );
  if (number % 2 === 0) {
    const script = opening([getParameters(`/${name}/`)], work);
    return containerSpec(world, { ...about, account, tasks: [1, 3], script });
  }
  const pattern = traffic({ burstsADay: 35, calls: [1, 5], gapMs: 500, workloads: ["env-a", "env-b"] });
  return functionSpec(world, { ...about, account, language: "node", habits: [{ pattern, script: work }] });
}
