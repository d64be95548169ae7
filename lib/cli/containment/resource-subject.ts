import { printable } from "../../domain/event/printable.ts";
import type { ContainmentTarget, PlaybookName } from "../../domain/response/decision.ts";
import { readTarget } from "../../domain/response/read-target.ts";
import { isResourcePlaybook, type ResourcePlaybook, resourcePlaybooks } from "../../domain/response/resource-target.ts";
import { UsageError } from "../usage-error.ts";
import { playbookTexts } from "./playbook-texts.ts";

const trustProfile =
  /^arn:aws[a-z-]*:rolesanywhere:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):profile\/(?<profileId>[0-9a-z-]{36})$/;
const lambdaFunction =
  /^arn:aws[a-z-]*:lambda:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):function:(?<functionName>[\w-]{1,64})$/;
const instance =
  /^arn:aws[a-z-]*:ec2:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):instance\/(?<instanceId>i-[0-9a-f]{8,17})$/;

/** How ARNs of what a playbook stops look; their groups are the target's fields. */
const forms: Readonly<Record<ResourcePlaybook, RegExp>> = {
  "stop-function": lambdaFunction,
  "recycle-function": lambdaFunction,
  "isolate-instance": instance,
  "swap-instance-profile": instance,
  "disable-trust-profile": trustProfile,
  "restrict-trust-profile": trustProfile,
  "stop-agent-session":
    /^arn:aws[a-z-]*:bedrock-agentcore:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):runtime\/(?<agentRuntimeId>\w{1,100}-\w{10})(?:\/runtime-endpoint\/(?<endpointName>\w{1,48}))?$/,
  "stop-task":
    /^arn:aws[a-z-]*:ecs:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):task\/(?<clusterName>[\w-]{1,255})\/(?<taskId>[0-9a-f]{32})$/,
  "rotate-secret":
    /^arn:aws[a-z-]*:secretsmanager:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):secret:(?<secretId>[\w/+=.@!-]{1,512}-[A-Za-z0-9]{6})$/,
  "restrict-pod-identity":
    /^arn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):podidentityassociation\/(?<clusterName>[\w-]{1,100})\/(?<associationId>a-[0-9a-z]{1,60})$/,
};

const role = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,600}$/;

/**
 * What a playbook has to be told besides the ARN: the target's field, the option that gives it, and what to say without
 * it.
 */
const besides: Readonly<
  Partial<Record<ResourcePlaybook, readonly [field: keyof NamedBeside, option: string, ask: string]>>
> = {
  "isolate-instance": [
    "securityGroupId",
    "--security-group",
    "which group isolates it? name one of its VPC, tagged nhi-warden:isolation = true, with --security-group sg-…; give it a role without rights with --playbook swap-instance-profile; or let it work on and deny its credentials elsewhere with --of ROLE_ARN --vpc --address",
  ],
  "restrict-trust-profile": [
    "certificateName",
    "--certificate",
    "which certificate? name the common name (CN) of its subject with --certificate; --playbook disable-trust-profile stops all",
  ],
  "stop-agent-session": [
    "agentSessionId",
    "--session",
    "which session? name its id (runtimeSessionId) with --session; the agent's execution role is contained by its own ARN",
  ],
};

/** What a call names of a resource besides its ARN. */
export interface NamedBeside {
  readonly securityGroupId?: string | undefined;
  readonly certificateName?: string | undefined;
  readonly agentSessionId?: string | undefined;
}

/** The playbooks on a resource; first those that what was named besides belongs to, else in their order. */
function playbooksOf(subject: string, named: NamedBeside): readonly ResourcePlaybook[] {
  const isTold = (name: ResourcePlaybook) => {
    const [field] = besides[name] ?? [];
    return field !== undefined && named[field] !== undefined;
  };
  const fitting = resourcePlaybooks.filter((name) => forms[name].test(subject));
  return [...fitting.filter(isTold), ...fitting.filter((name) => !isTold(name))];
}

/**
 * The target of a resource's ARN, and whose it is: the role that `of` names, whose case, impact and protection then
 * hold for it, else the resource itself. Undefined where the ARN is of no resource that a playbook stops. Throws a
 * UsageError.
 */
export function resourceSubject(
  subject: string,
  of: string | undefined,
  playbook: PlaybookName | undefined,
  named: NamedBeside,
): { readonly target: ContainmentTarget; readonly identityKey: string } | undefined {
  const all = playbooksOf(subject, named);
  const fits = all.find((name) => name === playbook) ?? all[0];
  // Of an instance there are three: its role's credentials are denied elsewhere, it gets another role, or it is cut off
  // itself.
  const isPlain = playbook === undefined && named.securityGroupId === undefined && of !== undefined;
  if (fits === "isolate-instance" && (playbook === "pin-instance-location" || isPlain)) return undefined;
  if (fits === undefined) {
    if (playbook === undefined || !isResourcePlaybook(playbook)) return undefined;
    throw new UsageError(`${playbook} is about ${playbookTexts[playbook].about}, not ${printable(subject, 200)}`);
  }
  if (playbook !== undefined && playbook !== fits) {
    throw new UsageError(
      `${playbook} is about ${playbookTexts[playbook].about}; for ${printable(subject, 200)} there is --playbook ${all.join(", ")}`,
    );
  }
  const [field, option, ask] = besides[fits] ?? [];
  if (field !== undefined && named[field] === undefined) throw new UsageError(ask);
  refuseOthers(named, field, subject);
  const groups = forms[fits].exec(subject)?.groups ?? {};
  const endpointName = groups["endpointName"] ?? "DEFAULT";
  const target = readTarget({ playbook: fits, ...groups, endpointName, ...named });
  if (target === undefined) {
    const other = field === undefined ? "" : `, or ${option} ${printable(named[field] ?? "", 60)} is none`;
    throw new UsageError(`${printable(subject, 200)} has no name or id that AWS allows${other}`);
  }
  if (of !== undefined && role.exec(of)?.[1] !== target.accountId) {
    throw new UsageError(
      `--of ${printable(of, 200)} is no role of account ${target.accountId}; name the role that the resource works with, or leave it out`,
    );
  }
  return { target, identityKey: of ?? subject };
}

/** Throws a UsageError where a call names what belongs to another kind of resource, or to none. */
export function refuseOthers(named: NamedBeside, field: keyof NamedBeside | undefined, subject: string): void {
  for (const [playbook, [other, option]] of Object.entries(besides)) {
    if (other === field || named[other] === undefined) continue;
    throw new UsageError(`${option} is for ${playbook}, not for ${printable(subject, 200)}; leave it out`);
  }
}
