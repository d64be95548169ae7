import { resourceSubject } from "../../../lib/cli/containment/resource-subject.ts";
import { isResourceTarget, resourceArn, resourcePlaybooks } from "../../../lib/domain/response/resource-target.ts";
import { madeTarget } from "../../domain/response/made-targets.ts";

describe.each(resourcePlaybooks)("the ARN of what %s stops", (playbook) => {
  const target = madeTarget(playbook);
  if (!isResourceTarget(target)) throw new Error(`${playbook} is on no resource`);
  const arn = resourceArn(target);
  const beside = {
    ...("securityGroupId" in target && { securityGroupId: target.securityGroupId }),
    ...("certificateName" in target && { certificateName: target.certificateName }),
    ...("agentSessionId" in target && { agentSessionId: target.agentSessionId }),
  };

  it("is read as that target, in every partition, with and without the playbook's name", () => {
    // Of several playbooks on one kind of resource the others have to be named.
    const isFirst = !["recycle-function", "swap-instance-profile"].includes(playbook);
    for (const named of isFirst ? [undefined, playbook] : [playbook]) {
      expect(resourceSubject(arn, undefined, named, beside)).toEqual({ target, identityKey: arn });
    }
    expect(resourceSubject(arn.replace("arn:aws:", "arn:aws-us-gov:"), undefined, playbook, beside)).toMatchObject({
      target,
    });
  });

  it("belongs to the role that is named, of the same account alone", () => {
    const role = "arn:aws:iam::111122223333:role/team/worker";
    expect(resourceSubject(arn, role, playbook, beside)?.identityKey).toBe(role);
    for (const other of [role.replace("111122223333", "444455556666"), role.replace(":role/", ":user/"), "worker"]) {
      expect(() => resourceSubject(arn, other, playbook, beside)).toThrow("is no role of account 111122223333");
    }
  });

  it("needs what tells it apart, and takes nothing that belongs to another", () => {
    const others = {
      securityGroupId: "sg-0123456789abcdef0",
      certificateName: "build",
      agentSessionId: "s".repeat(33),
    };
    for (const [field, value] of Object.entries(others)) {
      if (field in beside) expect(() => resourceSubject(arn, undefined, playbook, {})).toThrow(/^which \w+/);
      else {
        const named = { ...beside, [field]: value };
        expect(() => resourceSubject(arn, undefined, playbook, named)).toThrow("leave it out");
      }
    }
  });

  it("is nothing else with a wildcard, a qualifier or a path behind it", () => {
    for (const bent of [`${arn}*`, `${arn}:1`, `${arn}/x`, arn.replace("eu-west-1", "*"), `${arn}\n`]) {
      expect(resourceSubject(bent, undefined, undefined, beside)).toBeUndefined();
      expect(() => resourceSubject(bent, undefined, playbook, beside)).toThrow(`${playbook} is about`);
    }
  });
});

test("an endpoint of an agent runtime is that endpoint, and without one the default", () => {
  const runtime = "arn:aws:bedrock-agentcore:eu-west-1:111122223333:runtime/support_agent-a1B2c3D4e5";
  const named = { agentSessionId: "user-7-0123456789abcdef0123456789abcdef" };
  const of = (arn: string) => resourceSubject(arn, undefined, undefined, named)?.target;
  expect(of(runtime)).toMatchObject({ endpointName: "DEFAULT" });
  expect(of(`${runtime}/runtime-endpoint/prod`)).toMatchObject({ endpointName: "prod" });
  expect(() => of(`${runtime}/runtime-endpoint/7`)).toThrow("no name or id that AWS allows");
});
