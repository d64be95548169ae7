import { type Call, CallError } from "./run-playbook.ts";

/** What a playbook finds: identities, the kill switch, and services that may be down. */
export interface World {
  keys?: { AccessKeyId: string; Status: string }[];
  policies?: Record<string, string>;
  /** The kill switch's item; undefined where it was never set. */
  killSwitch?: unknown;
  /** Calls that fail: state to error. */
  failing?: Record<string, CallError>;
  /** Changes that IAM accepts and does not make. */
  deaf?: boolean;
  record?: Record<string, string>;
  notices?: { Subject: string; Message: string }[];
}

/** Answers calls from a world and changes it, as AWS would. An unknown call is an error. */
export function answerFrom(world: World): (call: Call) => unknown {
  return (call) => {
    const failure = world.failing?.[call.state];
    if (failure !== undefined) throw failure;
    const given = call.arguments;
    const text = (name: string) => String(given[name]);
    switch (call.resource.split(":").slice(5).join(":")) {
      case "dynamodb:updateItem":
        return updateRecord(world, given);
      case "dynamodb:getItem":
        return world.killSwitch === undefined ? {} : { Item: world.killSwitch };
      case "sns:publish":
        world.notices = [...(world.notices ?? []), given as never];
        return { MessageId: "m-1" };
      case "aws-sdk:iam:listAccessKeys":
        return { AccessKeyMetadata: world.keys?.map((key) => ({ ...key })) ?? [], IsTruncated: false };
      case "aws-sdk:iam:updateAccessKey":
        for (const key of world.keys ?? []) {
          if (key.AccessKeyId === given["AccessKeyId"] && world.deaf !== true) key.Status = text("Status");
        }
        return {};
      case "aws-sdk:iam:listRolePolicies":
        return { PolicyNames: Object.keys(world.policies ?? {}), IsTruncated: false };
      case "aws-sdk:iam:getRolePolicy": {
        const document = world.policies?.[text("PolicyName")];
        if (document === undefined) throw new CallError("Iam.NoSuchEntityException", "No such policy");
        return { PolicyDocument: encodeURIComponent(document) };
      }
      case "aws-sdk:iam:putRolePolicy":
        if (world.deaf !== true) world.policies = { ...world.policies, [text("PolicyName")]: text("PolicyDocument") };
        return {};
      default:
        throw new Error(`Nobody answers ${call.resource}.`);
    }
  };
}

/** Carries out the two forms of update that the playbooks use: SET with if_not_exists, and REMOVE. */
function updateRecord(world: World, given: Record<string, unknown>): object {
  const [sets = "", removes = ""] = (given["UpdateExpression"] as string).replace("SET ", "").split(" REMOVE ");
  const values = given["ExpressionAttributeValues"] as Record<string, { S: string }>;
  const attributeNames = given["ExpressionAttributeNames"] as Record<string, string>;
  const record = { ...world.record };
  for (const [, name = "", value = ""] of sets.matchAll(/(#\w+) = (.+?)(?:, (?=#)|$)/g)) {
    const attribute = attributeNames[name] ?? "";
    const kept = value.startsWith("if_not_exists") ? record[attribute] : undefined;
    record[attribute] = kept ?? values[`:${attribute}`]?.S ?? "";
  }
  for (const name of removes.split(", ")) delete record[name];
  world.record = record;
  return {};
}
