import fc from "fast-check";
import { adviceBeside } from "../../../lib/domain/response/companion.ts";
import { readTarget } from "../../../lib/domain/response/read-target.ts";
import {
  isResourcePlaybook,
  isResourceTarget,
  resourceArn,
  resourcePlaybooks,
} from "../../../lib/domain/response/resource-target.ts";
import { principalOf, targetText } from "../../../lib/domain/response/target-text.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeTarget } from "./made-targets.ts";

test.each(resourcePlaybooks)("%s names one resource of one account and Region, without a wildcard", (playbook) => {
  const target = madeTarget(playbook);
  if (!isResourceTarget(target)) throw new Error(`${playbook} is on no resource`);
  expect(isResourcePlaybook(playbook)).toBe(true);
  expect(resourceArn(target)).toMatch(/^arn:aws:[a-z0-9-]+:eu-west-1:111122223333:[\w:/-]+$/);
  expect(targetText(target)).toContain("in eu-west-1");
});

const fields = [
  "region",
  "functionName",
  "instanceId",
  "securityGroupId",
  "profileId",
  "clusterName",
  "associationId",
  "secretId",
  "taskId",
];

test("whatever stands in its fields, a resource target holds nothing but names and ids of AWS", () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc.constantFrom(
      "*",
      "us-east-1",
      "eu-west-1\n",
      "i-0123456789abcdef0*",
      "sg-0123456789abcdef0",
      "orders:live",
      "a/b",
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...resourcePlaybooks),
      fc.record(Object.fromEntries(fields.map((name) => [name, text]))),
      fc.array(fc.constantFrom(...fields)),
      (playbook, given, kept) => {
        const good: Readonly<Record<string, unknown>> = { ...madeTarget(playbook) };
        const bent = { ...given, ...good, ...Object.fromEntries(kept.map((name) => [name, given[name]])) };
        const target = readTarget(bent);
        if (target === undefined) return;
        expect(Object.keys(target).sort()).toEqual(Object.keys(good).sort());
        for (const value of Object.values(target)) expect(value).toMatch(/^[A-Za-z0-9/_+=.@!-]{1,64}$/);
      },
    ),
    { numRuns: 500 },
  );
});

test.each(["swap-instance-profile", "recycle-function"] as const)(
  "%s is told with the sessions of the role, where one is named: they work on",
  (playbook) => {
    const target = madeTarget(playbook);
    const role = `arn:aws:iam::${target.accountId}:role/team/worker`;
    const advice = adviceBeside({ target, identityKey: role });
    expect(advice).toContain(`nhi contain ${role} --playbook revoke-role-sessions`);
    expect(advice?.includes("before the function is recycled")).toBe(playbook === "recycle-function");
    expect(adviceBeside({ target, identityKey: principalOf(target) })).toBeUndefined();
  },
);
