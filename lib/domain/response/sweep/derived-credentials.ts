import type { Activity } from "../../event/activity.ts";
import { printable } from "../../event/printable.ts";
import { partitionOf } from "../../identity/arn.ts";
import type { Actor } from "../../identity/identity.ts";
import { readTarget } from "../read-target.ts";
import { arnKey } from "./containment-key.ts";
import type { Deed, Lead } from "./deed.ts";
import { allowedPrincipals } from "./policy-principals.ts";
import { textAt, valuesAt } from "./record-paths.ts";
import { type Suspect, suspects } from "./suspect.ts";

type Derivation = (call: Call) => Deed | undefined;

interface Call {
  readonly activity: Activity;
  readonly accountId: string;
  /** Whom the call was about: the user that it names, else the caller, as IAM has it. */
  readonly userName: string | undefined;
  readonly at: (...paths: readonly string[]) => string | undefined;
}

const since = (found: readonly Suspect[], sinceMs: number): readonly Lead[] =>
  found.map((suspect) => ({ suspect, sinceMs }));

const contained = (
  { accountId }: Call,
  thing: string,
  name: string | undefined,
  rest: Pick<Deed, "key" | "advice"> & Partial<Deed>,
): Deed => ({ task: "contain", thing, name: printable(name ?? "?", 200), accountId, detail: "", leads: [], ...rest });

const userArn = ({ activity, accountId, userName }: Call): string | undefined =>
  arnKey(`arn:${partitionOf(activity.region)}:iam::${accountId}:user/${userName}`);

/** What a playbook would act on; nothing where a text of the record is not of the form that IAM gives it. */
const stoppedBy = (
  { accountId }: Call,
  target: Readonly<Record<string, unknown>>,
  owner: string | undefined,
): Pick<Deed, "target" | "owner"> => {
  const read = readTarget({ accountId, ...target });
  return read === undefined || owner === undefined ? {} : { target: read, owner };
};

const ofUser = ({ userName }: Call) => (userName === undefined ? "" : `of user ${printable(userName, 128)}`);

const stopsKey = (call: Call, accessKeyId: string | undefined) =>
  stoppedBy(call, { playbook: "disable-access-key", userName: call.userName, accessKeyId }, userArn(call));

const keyMade: Derivation = (call) => {
  const keyId = call.at("r.accessKey.accessKeyId");
  const found = suspects.accessKey(call.accountId, keyId);
  return contained(call, "access key", keyId, {
    key: found.length === 0 ? undefined : keyId,
    detail: ofUser(call),
    advice: "disable it, and delete it after the investigation",
    leads: since(found, 0),
    ...stopsKey(call, keyId),
  });
};

const keyRevived: Derivation = (call) => {
  if (call.at("q.status") !== "Active") return undefined;
  const keyId = call.at("q.accessKeyId");
  const found = suspects.accessKey(call.accountId, keyId);
  return contained(call, "access key made active again", keyId, {
    key: found.length === 0 ? undefined : keyId,
    detail: ofUser(call),
    advice: "disable it again",
    leads: since(found, call.activity.timeMs),
    ...stopsKey(call, keyId),
  });
};

const passwordSet: Derivation = (call) =>
  contained(call, "console password", call.userName, {
    key: userArn(call),
    advice: "delete the login profile and deny the user's sessions; the former password cannot be restored",
    leads: since(suspects.userConsole(call.accountId, call.userName), call.activity.timeMs),
    ...stoppedBy(call, { playbook: "revoke-user-sessions", userName: call.userName }, userArn(call)),
  });

const userMade: Derivation = (call) => {
  const userName = call.at("r.user.userName", "q.userName");
  const arn = arnKey(call.at("r.user.arn")) ?? userArn({ ...call, userName });
  return contained(call, "user", userName, {
    key: arn,
    advice: "quarantine it, and delete it with its keys after the investigation",
    leads: since(suspects.user(call.accountId, userName), 0),
    ...stoppedBy(call, { playbook: "quarantine-user", userName }, arn),
  });
};

const roleMade: Derivation = (call) => {
  const arn = call.at("r.role.arn");
  const trusted = allowedPrincipals(valuesAt(call.activity.record, "q.assumeRolePolicyDocument")[0]);
  return contained(call, "role", call.at("r.role.roleName", "q.roleName"), {
    key: arnKey(arn),
    detail: trusted.length === 0 ? "" : printable(`trusts ${trusted.join(", ")}`, 300),
    advice: "quarantine it, and delete it after the investigation",
    leads: since(suspects.role(arn), 0),
    ...stoppedBy(
      call,
      { playbook: "quarantine-role", roleName: call.at("r.role.roleName", "q.roleName") },
      arnKey(arn),
    ),
  });
};

/** Bedrock's long-term API keys are credentials of this sort, mostly of users that are there for nothing else. */
const serviceCredentialMade: Derivation = (call) => {
  const answer = "r.serviceSpecificCredential";
  const service = call.at(`${answer}.serviceName`, "q.serviceName") ?? "";
  const userName = call.at(`${answer}.userName`) ?? call.userName;
  const isOnlyForKeys = service.startsWith("bedrock") && userName?.startsWith("BedrockAPIKey-") === true;
  const id = call.at(`${answer}.serviceSpecificCredentialId`, "q.serviceSpecificCredentialId");
  return contained(call, service.startsWith("bedrock") ? "Bedrock API key" : "service-specific credential", id, {
    key: id !== undefined && /^A[A-Z0-9]{15,127}$/.test(id) ? id : undefined,
    detail: [service === "" ? "" : `for ${printable(service, 80)}`, ofUser({ ...call, userName })].join(" ").trim(),
    advice: "make it inactive",
    leads: isOnlyForKeys ? since(suspects.user(call.accountId, userName), call.activity.timeMs) : [],
  });
};

const instanceStarted: Derivation = (call) => {
  const profile = call.at("q.iamInstanceProfile.arn", "q.iamInstanceProfile.name");
  if (profile === undefined) return undefined;
  const started = valuesAt(call.activity.record, "r.instancesSet.items.instanceId").filter(
    (id): id is string => typeof id === "string" && /^i-[\da-z]{8,32}$/.test(id),
  );
  return contained(call, "instances with a role", started.join(", "), {
    key: undefined,
    detail: printable(`profile ${profile}`, 200),
    advice: "isolate and stop them; their credentials live for up to six hours",
    leads: since(
      started.flatMap((id) => suspects.session(call.accountId, id)),
      0,
    ),
  });
};

const functionMade: Derivation = (call) => {
  const functionName = call.at("r.functionName", "q.functionName");
  const role = call.at("r.role", "q.role");
  const roleName = role?.slice(role.lastIndexOf("/") + 1);
  return contained(call, "function", functionName, {
    key: arnKey(call.at("r.functionArn")),
    detail: role === undefined ? "" : printable(`runs as ${role}`, 300),
    advice: "set its concurrency to 0 and deny its session, and delete it after the investigation",
    leads: since(suspects.session(call.accountId, functionName, roleName), call.activity.timeMs),
  });
};

/** By service and event, without the API's date that Lambda's records carry. */
const derivations: ReadonlyMap<string, Derivation> = new Map([
  ["iam:CreateAccessKey", keyMade],
  ["iam:UpdateAccessKey", keyRevived],
  ["iam:CreateLoginProfile", passwordSet],
  ["iam:UpdateLoginProfile", passwordSet],
  ["iam:ChangePassword", passwordSet],
  ["iam:CreateUser", userMade],
  ["iam:CreateRole", roleMade],
  ["iam:CreateServiceSpecificCredential", serviceCredentialMade],
  ["iam:ResetServiceSpecificCredential", serviceCredentialMade],
  ["ec2:RunInstances", instanceStarted],
  ["lambda:CreateFunction", functionMade],
]);

/** Whether a call of this name can make something that acts. */
export const makesCredentials = (action: string): boolean => derivations.has(action);

/** What this call made that can act: keys, passwords, users, roles, and workloads with a role. */
export function credentialDeeds(activity: Activity, { identity }: Actor, action: string): readonly Deed[] {
  const derive = derivations.get(action);
  if (derive === undefined) return [];
  const at = (...paths: readonly string[]) => textAt(activity.record, ...paths);
  const own = identity.key.includes(":user/") ? identity.name : undefined;
  const deed = derive({
    activity,
    accountId: activity.accountId,
    userName: at("q.userName", "r.accessKey.userName") ?? own,
    at,
  });
  return deed === undefined ? [] : [deed];
}
