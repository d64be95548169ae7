import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand } from "@aws-sdk/client-iam";
import { names } from "../../../lib/contract/names.ts";
import { errorOf } from "../call-error.ts";
import { createTestRole } from "../role-session.ts";
import { sendSigned } from "../signed-request.ts";
import type { DeployedWarden } from "../warden.ts";
import type { HandProof, Subject } from "./hand-proof.ts";
import { launchInstance } from "./launch-instance.ts";
import { serviceCalls, texts } from "./service-calls.ts";

/** Playbooks that stop a workload. */
export const workloadProofs: readonly HandProof[] = [
  { playbook: "stop-function", proof: "READ-BACK", restore: "ReserveAsBefore", prepare: lambdaFunction },
  {
    playbook: "isolate-instance",
    proof: "READ-BACK",
    restore: "PutGroupsBack",
    not: "ModifyNetworkInterfaceAttribute, which service_mends.py adds, and traffic: no connection is refused by a group",
    prepare: instance,
  },
  {
    playbook: "swap-instance-profile",
    proof: "READ-BACK",
    restore: "PutProfileBack",
    not: "credentials of an instance, which the emulator's metadata service does not take from the profile",
    prepare: instanceProfile,
  },
  {
    playbook: "recycle-function",
    proof: "READ-BACK",
    restore: "PutDescriptionBack",
    not: "Lambda's environments, which the emulator does not replace",
    prepare: describedFunction,
  },
  { playbook: "stop-task", proof: "READ-BACK", not: "containers: a task is a record of the emulator's", prepare: task },
];

/** A ZIP archive of one file: `export const handler = async () => "done";`. */
const code =
  "UEsDBBQAAAAAAAAAIQBzoRa+KwAAACsAAAAJAAAAaW5kZXgubWpzZXhwb3J0IGNvbnN0IGhhbmRsZXIgPSBhc3luYyAoKSA9PiAiZG9uZSI7ClBLAQIUAxQAAAAAAAAAIQBzoRa+KwAAACsAAAAJAAAAAAAAAAAAAACkAQAAAABpbmRleC5tanNQSwUGAAAAAAEAAQA3AAAAUgAAAAAA";

/** A function with some concurrency reserved; it runs, and while it is stopped Lambda throttles whoever invokes it. */
async function lambdaFunction(warden: DeployedWarden): Promise<Subject> {
  const { endpoint, region, accountId, root } = warden.ministack;
  const { rest } = serviceCalls(warden.ministack);
  const FunctionName = "order-mailer";
  const { arn: Role } = await createTestRole(warden, "order-mailer-role");
  const made = { FunctionName, Role, Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile: code } };
  await rest("lambda", "POST", "/2015-03-31/functions", made);
  const reserved = `/2017-10-31/functions/${FunctionName}/concurrency`;
  await rest("lambda", "PUT", reserved, { ReservedConcurrentExecutions: 5 });
  const path = `/2015-03-31/functions/${FunctionName}/invocations`;
  const call = { endpoint, region, service: "lambda", method: "POST", path, headers: {}, body: "{}" } as const;
  return {
    words: [`arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`],
    look: async () => JSON.stringify(await rest("lambda", "GET", `/2019-09-30/functions/${FunctionName}/concurrency`)),
    isContained: (shown) => shown === '{"ReservedConcurrentExecutions":0}',
    tries: {
      async stopped() {
        const answer = await sendSigned(root, call, Date.now());
        return errorOf(answer.status, answer.body)?.code ?? "ok";
      },
      refusal: "TooManyRequestsException",
    },
  };
}

async function instance({ ministack }: DeployedWarden): Promise<Subject> {
  const { arn, groups, isolation } = await launchInstance(ministack, "shop");
  return {
    words: [arn, "--security-group", isolation],
    look: groups,
    isContained: (shown) => shown === isolation,
  };
}

/** An instance with a profile of its own. */
async function instanceProfile(warden: DeployedWarden): Promise<Subject> {
  const { clients, ministack } = warden;
  const role = await createTestRole(warden, "print-server");
  const profile = { InstanceProfileName: role.name };
  await clients.iam.send(new CreateInstanceProfileCommand(profile));
  await clients.iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: role.name }));
  const { query } = serviceCalls(ministack);
  const { id, arn } = await launchInstance(ministack, "print", role.name);
  return {
    words: [arn],
    async look() {
      const filter = { "Filter.1.Name": "instance-id", "Filter.1.Value.1": id };
      const shown = await query("ec2", "DescribeIamInstanceProfileAssociations", { Version: "2016-11-15", ...filter });
      return texts(shown, "arn").join(" ");
    },
    isContained: (shown) => shown.endsWith(`${names.rolePath}${names.quarantinedInstance}`),
  };
}

/** A function that its owners described; what it is described as is all that changes. */
async function describedFunction(warden: DeployedWarden): Promise<Subject> {
  const { region, accountId } = warden.ministack;
  const { rest } = serviceCalls(warden.ministack);
  const { arn: Role } = await createTestRole(warden, "invoice-printer-role");
  const [FunctionName, Description] = ["invoice-printer", "Prints invoices"];
  const made = { FunctionName, Description, Role, Runtime: "nodejs22.x", Handler: "index.handler" };
  await rest("lambda", "POST", "/2015-03-31/functions", { ...made, Code: { ZipFile: code } });
  const path = `/2015-03-31/functions/${FunctionName}/configuration`;
  return {
    words: [`arn:aws:lambda:${region}:${accountId}:function:${FunctionName}`],
    look: async () => (await rest<{ readonly Description: string }>("lambda", "GET", path)).Description,
    isContained: (shown) => shown.startsWith(`${Description} [NHI Warden `),
  };
}

/** A task that runs until it is stopped. */
async function task({ ministack }: DeployedWarden): Promise<Subject> {
  const { json } = serviceCalls(ministack);
  const ecs = <Answer>(action: string, parameters: object) =>
    json<Answer>("ecs", `AmazonEC2ContainerServiceV20141113.${action}`, parameters);
  const cluster = "batch";
  await ecs("CreateCluster", { clusterName: cluster });
  const containerDefinitions = [{ name: "work", image: "alpine", essential: true, command: ["sleep", "600"] }];
  await ecs("RegisterTaskDefinition", { family: "nightly", containerDefinitions });
  const { tasks } = await ecs<Tasks>("RunTask", { cluster, taskDefinition: "nightly", group: "family:nightly" });
  const taskArn = tasks[0]?.taskArn ?? "";
  return {
    words: [taskArn],
    async look() {
      const found = await ecs<Tasks>("DescribeTasks", { cluster, tasks: [taskArn] });
      return `${found.tasks[0]?.lastStatus} ${found.tasks[0]?.stoppedReason}`;
    },
    isContained: (shown) => shown.startsWith("STOPPED NHI Warden, containment "),
  };
}

interface Tasks {
  readonly tasks: readonly { readonly taskArn: string; readonly lastStatus: string; readonly stoppedReason: string }[];
}
