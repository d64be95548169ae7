import { api, type Call, type CallPlace, type Fields } from "../call.ts";
import { uniqueId } from "../identifiers.ts";
import { responseDate } from "../time-text.ts";

export const callerIdentity: Call = api("sts", "GetCallerIdentity");

/** An IAM call about one principal: `GetRole`, `ListAccessKeys`, `AttachUserPolicy`. IAM writes to us-east-1 only. */
export function iamCall(
  eventName: string,
  about: { readonly user?: string; readonly role?: string } = {},
  more: Fields = {},
  response?: (place: CallPlace) => Fields,
): Call {
  const name = about.user ?? about.role;
  const kind = about.user === undefined ? "role" : "user";
  const named = about.user !== undefined ? { userName: name } : about.role !== undefined ? { roleName: name } : {};
  const parameters = { ...named, ...more };
  const base = api("iam", eventName, { response });
  const hasParameters = Object.keys(parameters).length > 0;
  return {
    ...base,
    parameters: hasParameters ? () => parameters : undefined,
    resources: name === undefined ? undefined : (place) => [{ ARN: `arn:aws:iam::${place.accountId}:${kind}/${name}` }],
  };
}

/** CreateAccessKey; the response names the new key. `accessKeyId` fixes it where the simulation uses it later. */
export function createAccessKey(userName: string, accessKeyId?: string): Call {
  return iamCall("CreateAccessKey", { user: userName }, {}, (place) => ({
    accessKey: {
      userName,
      accessKeyId: accessKeyId ?? uniqueId(place.random, "AKIA"),
      status: "Active",
      createDate: responseDate(place.timeMs),
    },
  }));
}

export function createUser(userName: string): Call {
  return iamCall("CreateUser", { user: userName }, {}, (place) => ({
    user: {
      path: "/",
      arn: `arn:aws:iam::${place.accountId}:user/${userName}`,
      userId: uniqueId(place.random, "AIDA"),
      createDate: responseDate(place.timeMs),
      userName,
    },
  }));
}

/** UpdateAccessKey (to Inactive) or DeleteAccessKey. */
export function changeAccessKey(eventName: "UpdateAccessKey" | "DeleteAccessKey", userName: string, key: string): Call {
  const status = eventName === "UpdateAccessKey" ? { status: "Inactive" } : {};
  return iamCall(eventName, { user: userName }, { accessKeyId: key, ...status });
}
