import { api } from "../call.ts";
import { uuid } from "../identifiers.ts";
import type { Census } from "../patterns/pattern.ts";
import { callRecord } from "../record.ts";
import { hourMs } from "../time-text.ts";
import type { Credential, CredentialSource } from "./credential.ts";
import type { Role } from "./principal.ts";
import { issuedElements, roleResource, sessionCredential, sessionPerWorkload } from "./session.ts";

/**
 * A role that a session of another role assumes. Between two accounts CloudTrail records the call twice:
 * in the caller's account with the caller's identity, in the role's account with the caller's account and id only;
 * both carry the same sharedEventID.
 */
export function chainedRole(
  role: Role,
  maker: { readonly role: Role; readonly source: CredentialSource },
  sourceIdentity: string,
  census: Census,
): CredentialSource {
  const resources = [roleResource(role)];
  return sessionPerWorkload(
    role,
    hourMs,
    census,
    (session, asking) => {
      const { moment, path, userAgent, random, region } = asking;
      const made = maker.source(asking);
      const call = api("sts", "AssumeRole", {
        readOnly: true,
        parameters: () => ({ roleArn: role.arn, roleSessionName: session.name, sourceIdentity }),
        response: () => issuedElements(session, { sourceIdentity }),
        resources: () => resources,
      });
      const sharedEventId = uuid(random);
      const write = (accountId: string, credential: Pick<Credential, "userIdentity" | "principalArn">) =>
        callRecord({
          call,
          place: { accountId, region, timeMs: moment.timeMs, workload: "", random },
          credential: { ...credential, invokedBy: undefined, fromConsole: false },
          path,
          userAgent,
          sharedEventId,
        });
      const issuing = [...made.issuing, write(maker.role.account.accountId, made.credential)];
      if (maker.role.account !== role.account) {
        const { principalId } = made.credential.userIdentity;
        const accountId = maker.role.account.accountId;
        const userIdentity = Object.freeze({ type: "AWSAccount", principalId, accountId });
        issuing.push(write(role.account.accountId, { userIdentity, principalArn: made.credential.principalArn }));
      }
      return { credential: sessionCredential(session, { sourceIdentity }), issuing };
    },
    (workload) => `terraform-${workload}`,
  );
}
