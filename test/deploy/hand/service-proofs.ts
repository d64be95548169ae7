import { createTestRole } from "../role-session.ts";
import type { DeployedWarden } from "../warden.ts";
import type { HandProof, Subject } from "./hand-proof.ts";
import { serviceCalls } from "./service-calls.ts";

/** Playbooks on what gives workloads their sessions and secrets. */
export const serviceProofs: readonly HandProof[] = [
  {
    playbook: "disable-trust-profile",
    proof: "READ-BACK",
    restore: "EnableProfile",
    not: "IAM Roles Anywhere, for which stand_ins.py stands in, so that no certificate is refused",
    prepare: trustProfile,
  },
  {
    playbook: "restrict-trust-profile",
    proof: "READ-BACK",
    restore: "PutSessionPolicyBack",
    not: "IAM Roles Anywhere, as above; and a profile that had no session policy, on which a release leaves one that limits nothing",
    prepare: certificate,
  },
  {
    playbook: "restrict-pod-identity",
    proof: "READ-BACK",
    restore: "PutSessionPolicyBack",
    not: "pods; and an association that had no policy before: the emulator keeps one for good, and AWS does not document how it is taken away",
    prepare: podIdentity,
  },
  {
    playbook: "rotate-secret",
    proof: "READ-BACK",
    not: "the rotation function: the emulator makes another version the current one by itself, with the same value",
    prepare: secret,
  },
];

async function trustProfile({ ministack }: DeployedWarden): Promise<Subject> {
  const { rest } = serviceCalls(ministack);
  const roleArns = [`arn:aws:iam::${ministack.accountId}:role/factory-gateway`];
  const made = await rest<Shown>("rolesanywhere", "POST", "/profiles", { name: "factory", enabled: true, roleArns });
  const { profileArn, profileId } = made.profile;
  return {
    words: [profileArn],
    look: async () => JSON.stringify((await rest<Shown>("rolesanywhere", "GET", `/profile/${profileId}`)).profile),
    isContained: (shown) => shown.includes('"enabled":false'),
  };
}

/** A profile with a session policy of its owners, which a release has to put back. */
async function certificate({ ministack }: DeployedWarden): Promise<Subject> {
  const { rest } = serviceCalls(ministack);
  const roleArns = [`arn:aws:iam::${ministack.accountId}:role/machine-park`];
  const sessionPolicy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "iot:Publish", Resource: "*" }],
  });
  const own = {
    name: "machines",
    enabled: true,
    roleArns,
    durationSeconds: 7200,
    managedPolicyArns: [],
    sessionPolicy,
  };
  const made = await rest<Shown>("rolesanywhere", "POST", "/profiles", own);
  const { profileArn, profileId } = made.profile;
  return {
    words: [profileArn, "--certificate", "press-7.acme.example"],
    look: async () => JSON.stringify((await rest<Shown>("rolesanywhere", "GET", `/profile/${profileId}`)).profile),
    isContained: (shown) => shown.includes("press-7.acme.example") && shown.includes("iot:Publish"),
  };
}

interface Shown {
  readonly profile: { readonly profileArn: string; readonly profileId: string };
}

/** An association with a session policy of its owners, which a release has to put back. */
async function podIdentity(warden: DeployedWarden): Promise<Subject> {
  const { rest } = serviceCalls(warden.ministack);
  const { arn: roleArn } = await createTestRole(warden, "checkout-pods");
  await rest("eks", "POST", "/clusters", { name: "shop", roleArn, resourcesVpcConfig: {} });
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
  });
  const path = "/clusters/shop/pod-identity-associations";
  const bound = { namespace: "shop", serviceAccount: "checkout", roleArn, disableSessionTags: true, policy };
  const { association } = await rest<Associated>("eks", "POST", path, bound);
  return {
    words: [association.associationArn],
    async look() {
      const found = await rest<Associated>("eks", "GET", `${path}/${association.associationId}`);
      return JSON.stringify({ policy: found.association.policy, tagsOff: found.association.disableSessionTags });
    },
    isContained: (shown) => shown.includes("NhiDenySession"),
  };
}

interface Associated {
  readonly association: {
    readonly associationArn: string;
    readonly associationId: string;
    readonly policy?: string;
    readonly disableSessionTags?: boolean;
  };
}

/** A secret that rotates. */
async function secret({ ministack }: DeployedWarden): Promise<Subject> {
  const { json } = serviceCalls(ministack);
  const call = <Answer>(action: string, parameters: object) =>
    json<Answer>("secretsmanager", `secretsmanager.${action}`, parameters);
  const made = await call<{ readonly ARN: string }>("CreateSecret", {
    Name: "prod/ledger",
    SecretString: "a-password",
  });
  const SecretId = made.ARN;
  const RotationLambdaARN = `arn:aws:lambda:${ministack.region}:${ministack.accountId}:function:rotate-ledger`;
  await call("RotateSecret", { SecretId, RotationLambdaARN, RotationRules: { AutomaticallyAfterDays: 30 } });
  const current = async () => {
    const { VersionIdsToStages } = await call<Versions>("DescribeSecret", { SecretId });
    return Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT"))?.[0] ?? "none";
  };
  const read = await current();
  return { words: [SecretId], look: current, isContained: (shown) => shown !== "none" && shown !== read };
}

interface Versions {
  readonly VersionIdsToStages: Readonly<Record<string, readonly string[]>>;
}
