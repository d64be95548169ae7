import { accountId, answer, deny, exampleAccount, policy } from "./example-account.ts";

const denyAll = policy(deny("*"));

const both = [
  { kind: "User", name: { UserName: "deploy-bot" }, none: { UserName: "nobody" } },
  { kind: "Role", name: { RoleName: "web-server" }, none: { RoleName: "nobody" } },
];

describe.each(both)("inline policies, attachments, boundary and tags of a $kind", ({ kind, name, none }) => {
  test("a policy that was put is read back URL-encoded, listed, and gone after its deletion", () => {
    const { account } = exampleAccount();
    const inline = { ...name, PolicyName: "NhiWarden" };
    expect(answer(account, `get${kind}Policy`, inline)).toBe("Iam.NoSuchEntityException");
    answer(account, `put${kind}Policy`, { ...inline, PolicyDocument: denyAll });
    const read = answer(account, `get${kind}Policy`, inline) as { PolicyDocument: string };
    expect(decodeURIComponent(read.PolicyDocument)).toBe(denyAll);
    expect(read.PolicyDocument).not.toContain('"');
    expect(answer(account, `list${kind}Policies`, name)).toMatchObject({ IsTruncated: false });
    expect(answer(account, `delete${kind}Policy`, inline)).toEqual({});
    expect(answer(account, `delete${kind}Policy`, inline)).toBe("Iam.NoSuchEntityException");
  });

  test("inline policies together have a limit, and what is refused leaves the state as it was", () => {
    const { account } = exampleAccount();
    const PolicyDocument = policy(
      deny("s3:*", { Resource: Array(40).fill("arn:aws:s3:::a-bucket-with-a-long-name/*") }),
    );
    const put = (PolicyName: string) => answer(account, `put${kind}Policy`, { ...name, PolicyName, PolicyDocument });
    let puts = 0;
    while (puts < 10 && put(`p${puts}`) !== "Iam.LimitExceededException") puts++;
    expect(puts).toBe(Math.floor((kind === "User" ? 2_048 - 100 : 10_240 - 200) / PolicyDocument.length));
    const before = account.state();
    expect(put("one-more")).toBe("Iam.LimitExceededException");
    expect(account.state()).toBe(before);
  });

  test("a managed policy is attached once, up to ten, and detached", () => {
    const { account } = exampleAccount();
    const make = (PolicyName: string) => {
      answer(account, "createPolicy", { PolicyName, PolicyDocument: denyAll });
      return `arn:aws:iam::${accountId}:policy/${PolicyName}`;
    };
    const arns = Array.from({ length: 11 }, (_, i) => make(`p${i}`));
    const attach = (PolicyArn?: string) => answer(account, `attach${kind}Policy`, { ...name, PolicyArn });
    for (const arn of arns.slice(0, 10)) expect(attach(arn)).toEqual({});
    expect(attach(arns[0])).toEqual({});
    expect(attach(arns[10])).toBe("Iam.LimitExceededException");
    expect(attach("arn:aws:iam::aws:policy/NoSuchPolicy")).toBe("Iam.NoSuchEntityException");
    expect(answer(account, "deletePolicy", { PolicyArn: arns[0] })).toBe("Iam.DeleteConflictException");
    const attached = answer(account, `listAttached${kind}Policies`, name) as { AttachedPolicies: unknown[] };
    expect(attached.AttachedPolicies).toHaveLength(10);
    expect(answer(account, `detach${kind}Policy`, { ...name, PolicyArn: arns[0] })).toEqual({});
    expect(answer(account, `detach${kind}Policy`, { ...name, PolicyArn: arns[0] })).toBe("Iam.NoSuchEntityException");
    expect(answer(account, "deletePolicy", { PolicyArn: arns[0] })).toEqual({});
  });

  test("a boundary is shown with the principal until it is deleted", () => {
    const { account } = exampleAccount();
    const PermissionsBoundary = "arn:aws:iam::aws:policy/AWSDenyAll";
    expect(answer(account, `delete${kind}PermissionsBoundary`, name)).toBe("Iam.NoSuchEntityException");
    answer(account, `put${kind}PermissionsBoundary`, { ...name, PermissionsBoundary });
    expect(answer(account, `get${kind}`, name)).toHaveProperty(
      `${kind}.PermissionsBoundary.PermissionsBoundaryArn`,
      PermissionsBoundary,
    );
    answer(account, `delete${kind}PermissionsBoundary`, name);
    expect(answer(account, `get${kind}`, name)).not.toHaveProperty(`${kind}.PermissionsBoundary`);
  });

  test("tags are put, replaced, listed and taken away, up to fifty", () => {
    const { account } = exampleAccount();
    const tag = (count: number) => ({
      ...name,
      Tags: Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: "" })),
    });
    answer(account, `tag${kind}`, { ...name, Tags: [{ Key: "k0", Value: "x" }] });
    expect(answer(account, `tag${kind}`, tag(50))).toEqual({});
    expect(answer(account, `tag${kind}`, { ...name, Tags: [{ Key: "more", Value: "" }] })).toBe(
      "Iam.LimitExceededException",
    );
    answer(account, `untag${kind}`, { ...name, TagKeys: ["k0", "absent"] });
    const { Tags } = answer(account, `list${kind}Tags`, name) as { Tags: unknown[] };
    expect(Tags).toHaveLength(49);
  });

  test("every operation on a principal that is not there says NoSuchEntity", () => {
    const { account } = exampleAccount();
    const rest = {
      PolicyName: "x",
      PolicyDocument: denyAll,
      PolicyArn: "arn:aws:iam::aws:policy/AWSDenyAll",
      PermissionsBoundary: "arn:aws:iam::aws:policy/AWSDenyAll",
      Tags: [],
      TagKeys: [],
    };
    const own = Object.entries(account.operations).filter(([, { required }]) => required.includes(`${kind}Name`));
    const missing = own.filter(([operation]) => !operation.startsWith("create") || operation === "createAccessKey");
    const ServiceSpecificCredentialId = "ACCAEXAMPLEEXAMPLE123";
    const others = { AccessKeyId: "AKIAIOSFODNN7EXAMPLE", ServiceSpecificCredentialId, Status: "Inactive" };
    for (const [operation, { required }] of missing) {
      const all: Record<string, unknown> = { ...rest, ...others, ...none };
      const given = Object.fromEntries(required.map((key) => [key, all[key]]));
      expect([operation, answer(account, operation, given)]).toEqual([operation, "Iam.NoSuchEntityException"]);
    }
    expect(missing.length).toBeGreaterThan(14);
  });
});
