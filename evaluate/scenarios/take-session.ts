import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { globalRegion } from "../../lib/local/organisation/accounts.ts";
import { api, type Fields } from "../../lib/local/organisation/call.ts";
import type { Role } from "../../lib/local/organisation/credentials/principal.ts";
import { issuedElements, roleResource, sessionCredential } from "../../lib/local/organisation/credentials/session.ts";
import { uniqueId, uuid } from "../../lib/local/organisation/identifiers.ts";
import { callRecord } from "../../lib/local/organisation/record.ts";
import { hourMs, isoSecond, responseDate } from "../../lib/local/organisation/time-text.ts";
import type { Acting, Holding, Stage } from "./stage.ts";

/**
 * Takes a new session the way the victim last took its own, with its token, certificate or partner's principal, from
 * where `acting` is. `renamed` replaces texts throughout the records: a token's subject, a session's name.
 */
export function takeSessionAnew(
  stage: Stage,
  held: Holding,
  acting: Acting,
  renamed: Readonly<Record<string, string>> = {},
): Acting {
  if (held.issuing.length === 0) throw new RangeError(`nothing issued the session of ${held.credential.principalArn}`);
  const accessKeyId = uniqueId(stage.random, "ASIA");
  const replaced: Record<string, string> = { ...renamed };
  // Services name sessions with a random id at the end.
  const [sessionId] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(held.credential.principalArn) ?? [];
  if (sessionId !== undefined) replaced[sessionId] = uuid(stage.random);
  for (const record of held.issuing) {
    for (const { accessKeyId: old } of credentialsIn(record)) replaced[old] = uniqueId(stage.random, "ASIA");
  }
  replaced[String(held.credential.accessKeyId)] = accessKeyId;
  const shared = uuid(stage.random);
  for (const record of held.issuing) stage.write(reissued(stage, record, acting, replaced, shared));
  const userIdentity = rewritten(held.credential.userIdentity, replaced) as { sessionContext?: Fields } & Fields;
  const context = userIdentity["sessionContext"] as Fields;
  const attributes = { ...(context["attributes"] as Fields), creationDate: isoSecond(stage.nowMs()) };
  return {
    ...acting,
    credential: {
      ...held.credential,
      userIdentity: Object.freeze({ ...userIdentity, sessionContext: { ...context, attributes } }),
      principalArn: String(userIdentity["arn"]),
      accessKeyId,
    },
  };
}

function reissued(
  stage: Stage,
  record: CloudTrailRecord,
  acting: Acting,
  replaced: Readonly<Record<string, string>>,
  sharedEventID: string,
): object {
  const copy = rewritten(record, replaced) as Record<string, unknown>;
  const bySomeService = String(copy["sourceIPAddress"]).endsWith(".amazonaws.com");
  copy["eventTime"] = isoSecond(stage.nowMs());
  copy["eventID"] = uuid(stage.random);
  copy["requestID"] = uuid(stage.random);
  if (copy["sharedEventID"] !== undefined) copy["sharedEventID"] = sharedEventID;
  for (const issued of credentialsIn(copy)) {
    const lifeMs = Date.parse(`${issued.expiration} UTC`) - Date.parse(String(record["eventTime"]));
    issued.expiration = responseDate(stage.nowMs() + lifeMs);
  }
  if (bySomeService) return copy;
  const path = acting.path("sts");
  copy["sourceIPAddress"] = path.sourceAddress;
  copy["userAgent"] = acting.userAgent(api("sts", String(copy["eventName"])));
  delete copy["vpcEndpointId"];
  delete copy["vpcEndpointAccountId"];
  if (path.vpcEndpointId !== undefined) {
    copy["vpcEndpointId"] = path.vpcEndpointId;
    copy["vpcEndpointAccountId"] = path.vpcEndpointAccountId;
  }
  return copy;
}

/** When the session ends, in milliseconds since 1970, as the record of its issuing says. */
export function endsMs(held: Holding): number {
  const ends = held.issuing.flatMap(credentialsIn).map(({ expiration }) => Date.parse(`${expiration} UTC`));
  return ends.at(-1) ?? Number.POSITIVE_INFINITY;
}

interface Issued {
  accessKeyId: string;
  expiration: string;
}

function credentialsIn(record: CloudTrailRecord): Issued[] {
  interface Answer {
    credentials?: Issued;
    credentialSet?: Answer[];
  }
  const response = (record["responseElements"] ?? {}) as Answer;
  return [response, ...(response.credentialSet ?? [])].flatMap(({ credentials }) => credentials ?? []);
}

function rewritten(value: object, replaced: Readonly<Record<string, string>>): unknown {
  let text = JSON.stringify(value);
  for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to);
  return JSON.parse(text);
}

/**
 * Goes on to another role with AssumeRole. Between two accounts both of them record the call, with one sharedEventID;
 * the role's own account knows of the caller only the account and the unique id.
 */
export function assumeRole(
  stage: Stage,
  acting: Acting,
  role: Role,
  sessionName: string,
  permits: readonly string[],
  sourceIdentity?: string,
): Acting {
  const { random } = stage;
  const timeMs = stage.nowMs();
  const session = {
    role,
    name: sessionName,
    accessKeyId: uniqueId(random, "ASIA"),
    startedMs: timeMs,
    lifeMs: hourMs,
  };
  const traits = sourceIdentity === undefined ? {} : { sourceIdentity };
  const call = api("sts", "AssumeRole", {
    readOnly: true,
    parameters: () => ({ roleArn: role.arn, roleSessionName: sessionName, ...traits }),
    response: () => issuedElements(session, traits),
    resources: () => [roleResource(role)],
  });
  const sharedEventId = uuid(random);
  const write = (accountId: string, userIdentity: Fields): void => {
    const place = { accountId, region: globalRegion, timeMs, workload: "", random };
    const credential = { ...acting.credential, userIdentity };
    const path = acting.path("sts");
    stage.write(callRecord({ call, place, credential, path, userAgent: acting.userAgent(call), sharedEventId }));
  };
  const { accountId } = acting.account;
  write(accountId, acting.credential.userIdentity);
  if (accountId !== role.account.accountId) {
    const { principalId } = acting.credential.userIdentity;
    write(role.account.accountId, { type: "AWSAccount", principalId, accountId });
  }
  return { ...acting, credential: sessionCredential(session, traits), account: role.account, permits };
}
