import { isIP } from "node:net";
import type { AccountState, Principal, Tag } from "./account-state.ts";
import type { ApiCall } from "./api-call.ts";
import { isoSeconds } from "./operation.ts";
import type { RequestContext } from "./policy-variables.ts";
import type { Caller } from "./session.ts";

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

/** The user or role that the parameters of an IAM call name. */
function targetOf(state: AccountState, call: ApiCall): Principal | undefined {
  const userName = textOf(call.parameters?.["UserName"]);
  const roleName = textOf(call.parameters?.["RoleName"]);
  if (userName !== undefined) return state.users.get(userName);
  return roleName === undefined ? undefined : state.roles.get(roleName);
}

/** The ARN that policies are matched against. */
export function resourceOf(state: AccountState, call: ApiCall, accountId: string): string {
  if (call.resource !== undefined) return call.resource;
  const parameters = call.parameters ?? {};
  if (call.action.startsWith("sts:")) return textOf(parameters["RoleArn"]) ?? "*";
  if (!call.action.startsWith("iam:")) return "*";
  const target = targetOf(state, call);
  if (target !== undefined) return target.arn;
  const path = textOf(parameters["Path"]) ?? "/";
  for (const kind of ["User", "Role", "Policy"]) {
    const name = textOf(parameters[`${kind}Name`]);
    if (name !== undefined) return `arn:aws:iam::${accountId}:${kind.toLowerCase()}${path}${name}`;
  }
  return textOf(parameters["PolicyArn"]) ?? "*";
}

/** Condition keys of a call by a caller. Keys that AWS leaves out for this kind of credential are left out. */
export function requestContext(
  state: AccountState,
  call: ApiCall,
  caller: Caller,
  nowMs: number,
  accountId: string,
): RequestContext {
  const { principal, session } = caller;
  const isUser = principal.kind === "User";
  const temporary = session !== undefined;
  const service = isIP(call.sourceAddress) === 0;
  const context = new Map<string, readonly string[]>();
  const put = (key: string, value: string | readonly string[] | undefined) => {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === "string" ? [value] : value);
  };
  put("aws:userid", caller.userId);
  put("aws:username", isUser && session?.kind !== "federation-token" ? principal.name : undefined);
  // For a role session this is the role's ARN, path included, not the session's.
  put("aws:PrincipalArn", session?.kind === "federation-token" ? caller.arn : principal.arn);
  put("aws:PrincipalAccount", accountId);
  put("aws:PrincipalType", isUser ? (session?.kind === "federation-token" ? "FederatedUser" : "User") : "AssumedRole");
  put("aws:SourceIp", service ? undefined : call.sourceAddress);
  put("aws:ViaAWSService", String(service));
  put("aws:CurrentTime", isoSeconds(nowMs));
  put("aws:EpochTime", String(Math.floor(nowMs / 1_000)));
  put("aws:RequestedRegion", call.region);
  // Long-term keys have neither of these two.
  put("aws:TokenIssueTime", temporary ? isoSeconds(session.issuedMs) : undefined);
  put("aws:MultiFactorAuthPresent", temporary ? "false" : undefined);
  put("aws:SourceIdentity", session?.sourceIdentity);
  put("aws:FederatedProvider", session?.webIdentityProvider);
  for (const { key, value } of principal.tags) put(`aws:PrincipalTag/${key}`, value);
  putIamKeys(put, state, call);
  for (const [key, value] of Object.entries(call.context ?? {})) put(key, value);
  return context;
}

function putIamKeys(
  put: (key: string, value: string | readonly string[] | undefined) => void,
  state: AccountState,
  call: ApiCall,
): void {
  if (!call.action.startsWith("iam:")) return;
  const parameters = call.parameters ?? {};
  const target = targetOf(state, call);
  for (const { key, value } of target?.tags ?? []) {
    put(`aws:ResourceTag/${key}`, value);
    put(`iam:ResourceTag/${key}`, value);
  }
  put("iam:PolicyARN", /Policy$/.test(call.action) ? textOf(parameters["PolicyArn"]) : undefined);
  const deletes = /:Delete(User|Role)PermissionsBoundary$/.test(call.action);
  put("iam:PermissionsBoundary", deletes ? target?.boundaryArn : textOf(parameters["PermissionsBoundary"]));
  const tags = (Array.isArray(parameters["Tags"]) ? parameters["Tags"] : []) as { Key?: unknown; Value?: unknown }[];
  const tagged: Tag[] = tags.map((tag) => ({ key: String(tag?.Key), value: String(tag?.Value) }));
  const untagged = Array.isArray(parameters["TagKeys"]) ? parameters["TagKeys"].map(String) : [];
  const keys = [...tagged.map(({ key }) => key), ...untagged];
  put("aws:TagKeys", keys.length > 0 ? keys : undefined);
  for (const { key, value } of tagged) put(`aws:RequestTag/${key}`, value);
}
