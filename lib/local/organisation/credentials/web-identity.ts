import { api } from "../call.ts";
import type { Census } from "../patterns/pattern.ts";
import type { Random } from "../random.ts";
import { callRecord } from "../record.ts";
import { hourMs } from "../time-text.ts";
import type { CredentialSource } from "./credential.ts";
import type { Role } from "./principal.ts";
import { issuedElements, roleResource, sessionCredential, sessionPerWorkload } from "./session.ts";

/** A token of an OIDC provider that a role trusts. */
export interface WebIdentity {
  /** `arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com` */
  readonly providerArn: string;
  /** The token's `sub`: `repo:org/name:ref:refs/heads/main`, `system:serviceaccount:namespace:name`. */
  readonly subject: string;
  readonly sessionName: (workload: string, timeMs: number, random: Random) => string;
  readonly lifeMs?: number;
}

const audience = "sts.amazonaws.com";

/** A role taken with AssumeRoleWithWebIdentity by the workload itself: an EKS pod, a CI job. */
export function webIdentity(role: Role, identity: WebIdentity, census: Census): CredentialSource {
  const caller = {
    userIdentity: Object.freeze({
      type: "WebIdentityUser",
      principalId: `${identity.providerArn}:${audience}:${identity.subject}`,
      userName: identity.subject,
      identityProvider: identity.providerArn,
    }),
    principalArn: identity.subject,
    invokedBy: undefined,
    fromConsole: false,
  };
  const resources = [roleResource(role)];
  return sessionPerWorkload(
    role,
    identity.lifeMs ?? hourMs,
    census,
    (session, { moment, path, userAgent, random }) => {
      const call = api("sts", "AssumeRoleWithWebIdentity", {
        readOnly: true,
        parameters: () => ({
          roleArn: role.arn,
          roleSessionName: session.name,
          durationSeconds: Math.round(session.lifeMs / 1_000),
        }),
        response: () =>
          issuedElements(session, {
            subjectFromWebIdentityToken: identity.subject,
            provider: identity.providerArn,
            audience,
          }),
        resources: () => resources,
      });
      const { accountId, region } = role.account;
      const place = { accountId, region, timeMs: moment.timeMs, workload: moment.workload, random };
      const record = callRecord({ call, place, credential: caller, path, userAgent });
      const traits = { federatedProvider: identity.providerArn };
      return { credential: sessionCredential(session, traits), issuing: [record] };
    },
    identity.sessionName,
  );
}
