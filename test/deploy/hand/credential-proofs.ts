import { CreateServiceSpecificCredentialCommand, ListServiceSpecificCredentialsCommand } from "@aws-sdk/client-iam";
import { names } from "../../../lib/contract/names.ts";
import { userArn } from "../cloudtrail-record.ts";
import { createKeyUser } from "../key-user.ts";
import { principalState } from "../principal-state.ts";
import { assumeRole, createTestRole, tryToWork } from "../role-session.ts";
import type { DeployedWarden } from "../warden.ts";
import type { HandProof, Subject } from "./hand-proof.ts";

/** Playbooks on credentials of a user or a role. */
export const credentialProofs: readonly HandProof[] = [
  {
    playbook: "pin-instance-location",
    proof: "PROVEN",
    restore: "DeletePolicy",
    not: "endpoints of a VPC, through which the instance's calls go on (covered by test/policies)",
    prepare: instanceCredentials,
  },
  {
    playbook: "disable-service-credential",
    proof: "READ-BACK",
    restore: "EnableCredential",
    not: "IAM's service-specific credentials, for which stand_ins.py stands in, so that no API key is refused",
    prepare: serviceCredential,
  },
];

/** The credentials of an instance, in the hands of a thief and at home. */
async function instanceCredentials(warden: DeployedWarden): Promise<Subject> {
  const { clients, ministack } = warden;
  const role = await createTestRole(warden, "shop-server");
  const id = "i-0123456789abcdef0";
  const { credentials } = await assumeRole(warden, role, id);
  const instance = `arn:aws:ec2:${ministack.region}:${ministack.accountId}:instance/${id}`;
  const place = ["--vpc", "vpc-0123456789abcdef0", "--address", "203.0.113.7", "--address", "198.51.100.0/24"];
  return {
    words: [instance, "--of", role.arn, ...place],
    look: () => principalState(clients.iam, "role", role.name),
    isContained: (shown) => shown.includes(`${names.pinnedInstancePolicy}${id}`),
    tries: {
      stopped: () => tryToWork(warden, credentials),
      refusal: "AccessDenied",
      other: () => tryToWork(warden, credentials, "198.51.100.77"),
    },
  };
}

/** A user with a key for Bedrock and one for another service, which stays as it is. */
async function serviceCredential({ clients, ministack }: DeployedWarden): Promise<Subject> {
  const { iam } = clients;
  const UserName = "BedrockAPIKey-x7k2";
  await createKeyUser(iam, ministack.accountId, UserName, ["bedrock:InvokeModel"]);
  const make = async (ServiceName: string) => {
    const made = await iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));
    return made.ServiceSpecificCredential?.ServiceSpecificCredentialId ?? "";
  };
  const [stolen, other] = [await make("bedrock.amazonaws.com"), await make("codecommit.amazonaws.com")];
  return {
    words: [stolen, "--of", userArn(ministack.accountId, UserName)],
    async look() {
      const { ServiceSpecificCredentials = [] } = await iam.send(
        new ListServiceSpecificCredentialsCommand({ UserName }),
      );
      const statuses = ServiceSpecificCredentials.map((one) => `${one.ServiceSpecificCredentialId} ${one.Status}`);
      return `${statuses.join(", ")}; ${await principalState(iam, "user", UserName)}`;
    },
    isContained: (shown) => shown.startsWith(`${stolen} Inactive, ${other} Active; `),
  };
}
