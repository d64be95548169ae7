import {
  type ContainmentTarget,
  playbookNames,
  playbookScope,
  trustPlaybooks,
} from "../../../lib/domain/response/decision.ts";
import {
  approvalFor,
  defaultGuardRails,
  isNeverAutomatic,
  releaseAfterSecondsFor,
} from "../../../lib/domain/response/guard-rails.ts";
import type { PolicyProblem } from "../../../lib/domain/response/policy-problem.ts";
import { readPolicy } from "../../../lib/domain/response/read-policy.ts";
import { isResourceTarget } from "../../../lib/domain/response/resource-target.ts";
import { madeTarget } from "./made-targets.ts";

const read = (value: unknown) => {
  const reading = readPolicy(value);
  return "problems" in reading ? reading.problems : reading.policy;
};

test.each<[string, unknown, Partial<PolicyProblem>]>([
  ["a budget that is text", { budgets: 3 }, { path: "budgets" }],
  ["a misspelt budget", { budgets: { acountAnHour: 3 } }, { remedy: "Did you mean accountAnHour?" }],
  ["half a containment", { budgets: { accountAnHour: 1.5 } }, { path: "budgets.accountAnHour", given: "1.5" }],
  [
    "an account that may more than all of them",
    { budgets: { accountAnHour: 30, overallAnHour: 20 } },
    { path: "budgets.accountAnHour", given: "30", allowed: "at most overallAnHour, which is 20" },
  ],
  ["nobody to ask", { approval: { people: 0 } }, { path: "approval.people", given: "0" }],
  ["three people", { approval: { peopleForIdentity: 3 } }, { path: "approval.peopleForIdentity", given: "3" }],
  [
    "fewer people for more",
    { approval: { people: 2, peopleForIdentity: 1 } },
    { path: "approval.peopleForIdentity", remedy: "Raise peopleForIdentity or lower people." },
  ],
  ["no time to answer", { approval: { minutes: 1 } }, { path: "approval.minutes", given: "1" }],
  ["an expiry that there is not", { approval: { onExpiry: "drop" } }, { path: "approval.onExpiry", given: '"drop"' }],
  ["an approval that is on", { approval: true }, { path: "approval", given: "true" }],
  ["a way that there is not", { containRolesBy: "role" }, { path: "containRolesBy", given: '"role"' }],
  ["a near miss", { containRolesBy: "sesion" }, { remedy: "Did you mean session?" }],
  [
    "a denial that ends before the session that it denies",
    { releaseSessionsAfterHours: 4 },
    { path: "releaseSessionsAfterHours", given: "4", remedy: expect.stringContaining("12") },
  ],
  ["a name of production that matches nothing", { production: ["prod"] }, { path: "production[0]" }],
])("%s is a problem", (_, value, problem) => {
  expect(read(value)).toEqual(expect.arrayContaining([expect.objectContaining(problem)]));
});

test("nothing set means few containments an hour, people for whole identities, and nothing where nobody answers", () => {
  for (const value of [{}, { budgets: null, approval: null, containRolesBy: null, production: null }]) {
    expect(read(value)).toMatchObject(defaultGuardRails);
  }
  expect(defaultGuardRails.approval.onExpiry).toBe("leave");
  expect(read({ budgets: { accountAnHour: 50 } })).toMatchObject({ budgets: { accountAnHour: 50, overallAnHour: 50 } });
  expect(read({ budgets: { overallAnHour: 4 } })).toMatchObject({ budgets: { accountAnHour: 4, overallAnHour: 4 } });
});

test.each(playbookNames)("%s is asked for, and released, by how much it stops", (playbook) => {
  const target: ContainmentTarget = madeTarget(playbook);
  const scope = playbookScope[playbook];
  const terms = approvalFor(defaultGuardRails, target);
  expect(terms).toEqual({ people: scope === "identity" ? 2 : 1, seconds: 3_600, onExpiry: "leave" });
  const seconds = releaseAfterSecondsFor(defaultGuardRails, target);
  // Never sooner than the session that it denies may live: 12 hours of a role, 36 of a user.
  const longest: Record<string, number> = {
    "deny-role-session": 12 * 3_600,
    "revoke-user-sessions": 36 * 3_600,
    "pin-instance-location": 12 * 3_600,
  };
  expect(seconds).toBe(longest[playbook]);
  expect(releaseAfterSecondsFor({ ...defaultGuardRails, releaseSessionsAfterHours: 0 }, target)).toBeUndefined();
  expect(isNeverAutomatic(target)).toBe(
    playbook.startsWith("quarantine") || isResourceTarget(target) || trustPlaybooks.some((name) => name === playbook),
  );
});
