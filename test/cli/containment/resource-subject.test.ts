import { resourceSubject } from "../../../lib/cli/containment/resource-subject.ts";
import { isResourceTarget, resourceArn, resourcePlaybooks } from "../../../lib/domain/response/resource-target.ts";
import { madeTarget } from "../../domain/response/made-targets.ts";

describe.each(resourcePlaybooks)("the ARN of what %s stops", (playbook) => {
  const target = madeTarget(playbook);
  if (!isResourceTarget(target)) throw new Error(`${playbook} is on no resource`);
  const arn = resourceArn(target);
  const group = "securityGroupId" in target ? target.securityGroupId : undefined;

  it("is read as that target, in every partition, with and without the playbook's name", () => {
    for (const named of [undefined, playbook]) {
      expect(resourceSubject(arn, undefined, named, group)).toEqual({ target, identityKey: arn });
    }
    expect(resourceSubject(arn.replace("arn:aws:", "arn:aws-us-gov:"), undefined, playbook, group)).toMatchObject({
      target,
    });
  });

  it("belongs to the role that is named, of the same account alone", () => {
    const role = "arn:aws:iam::111122223333:role/team/worker";
    expect(resourceSubject(arn, role, undefined, group)?.identityKey).toBe(role);
    for (const other of [role.replace("111122223333", "444455556666"), role.replace(":role/", ":user/"), "worker"]) {
      expect(() => resourceSubject(arn, other, undefined, group)).toThrow("is no role of account 111122223333");
    }
  });

  it("is nothing else with a wildcard, a qualifier or a path behind it", () => {
    for (const bent of [`${arn}*`, `${arn}:1`, `${arn}/x`, arn.replace("eu-west-1", "*"), `${arn}\n`]) {
      expect(resourceSubject(bent, undefined, undefined, group)).toBeUndefined();
      expect(() => resourceSubject(bent, undefined, playbook, group)).toThrow(`${playbook} is about`);
    }
  });
});
