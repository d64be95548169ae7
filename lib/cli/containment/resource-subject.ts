import { printable } from "../../domain/event/printable.ts";
import type { ContainmentTarget, PlaybookName } from "../../domain/response/decision.ts";
import { readTarget } from "../../domain/response/read-target.ts";
import { isResourcePlaybook, type ResourcePlaybook, resourcePlaybooks } from "../../domain/response/resource-target.ts";
import { UsageError } from "../usage-error.ts";
import { playbookTexts } from "./playbook-texts.ts";

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
  "disable-trust-profile":
    /^arn:aws[a-z-]*:rolesanywhere:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):profile\/(?<profileId>[0-9a-z-]{36})$/,
  "stop-task":
    /^arn:aws[a-z-]*:ecs:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):task\/(?<clusterName>[\w-]{1,255})\/(?<taskId>[0-9a-f]{32})$/,
  "rotate-secret":
    /^arn:aws[a-z-]*:secretsmanager:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):secret:(?<secretId>[\w/+=.@!-]{1,512}-[A-Za-z0-9]{6})$/,
  "restrict-pod-identity":
    /^arn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):podidentityassociation\/(?<clusterName>[\w-]{1,100})\/(?<associationId>a-[0-9a-z]{1,60})$/,
};

const role = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]{1,600}$/;

/**
 * The target of a resource's ARN, and whose it is: the role that `of` names, whose case, impact and protection then hold
 * for it, else the resource itself. Undefined where the ARN is of no resource that a playbook stops. Throws a UsageError.
 */
export function resourceSubject(
  subject: string,
  of: string | undefined,
  playbook: PlaybookName | undefined,
  securityGroupId: string | undefined,
): { readonly target: ContainmentTarget; readonly identityKey: string } | undefined {
  // Of an instance there are three: its role's credentials are denied elsewhere, it gets another role, or it is cut off itself.
  const all = resourcePlaybooks.filter((name) => forms[name].test(subject));
  const fits = all.find((name) => name === playbook) ?? all[0];
  const isPlain = playbook === undefined && securityGroupId === undefined && of !== undefined;
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
  const needsGroup = fits === "isolate-instance";
  if (needsGroup !== (securityGroupId !== undefined)) {
    throw new UsageError(
      needsGroup
        ? "which group isolates it? name one of its VPC, tagged nhi-warden:isolation = true, with --security-group sg-…; give it a role without rights with --playbook swap-instance-profile; or let it work on and deny its credentials elsewhere with --of ROLE_ARN --vpc --address"
        : `--security-group is for instances, not for ${printable(subject, 200)}${all.length > 1 ? ` with --playbook ${fits}` : ""}`,
    );
  }
  const target = readTarget({ playbook: fits, ...forms[fits].exec(subject)?.groups, securityGroupId });
  if (target === undefined) {
    const group = needsGroup ? ` or ${printable(securityGroupId ?? "", 60)} no group's` : "";
    throw new UsageError(`${printable(subject, 200)} has no name or id that AWS allows${group}`);
  }
  if (of !== undefined && role.exec(of)?.[1] !== target.accountId) {
    throw new UsageError(
      `--of ${printable(of, 200)} is no role of account ${target.accountId}; name the role that the resource works with, or leave it out`,
    );
  }
  return { target, identityKey: of ?? subject };
}
