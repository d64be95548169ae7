import { api, type Fields } from "../call.ts";
import { uuid } from "../identifiers.ts";
import type { Census } from "../patterns/pattern.ts";
import type { Random } from "../random.ts";
import { callRecord } from "../record.ts";
import { serviceCredential } from "./aws-service.ts";
import type { CredentialSource } from "./credential.ts";
import type { Role } from "./principal.ts";
import { issuedElements, roleResource, type SessionTraits, sessionCredential, sessionPerWorkload } from "./session.ts";

/** How an AWS service takes a role on behalf of a workload. */
export interface ServiceAssumption {
  /** `ec2.amazonaws.com` */
  readonly servicePrincipal: string;
  readonly lifeMs: number;
  readonly sessionName: (workload: string, timeMs: number, random: Random) => string;
  readonly traits?: SessionTraits;
  /** More of the AssumeRole request: session tags, a source identity. */
  readonly request?: Fields;
}

/**
 * A role that an AWS service assumes and hands to a workload: EC2, Lambda, ECS, EKS pod identity, CodeBuild, Bedrock.
 */
export function assumedByService(role: Role, assumption: ServiceAssumption, census: Census): CredentialSource {
  const { servicePrincipal, lifeMs } = assumption;
  const caller = serviceCredential(servicePrincipal);
  const path = { sourceAddress: servicePrincipal };
  const resources = [roleResource(role)];
  return sessionPerWorkload(
    role,
    lifeMs,
    census,
    (session, { region, moment, random }) => {
      const call = api("sts", "AssumeRole", {
        readOnly: true,
        parameters: () => ({ roleArn: role.arn, roleSessionName: session.name, ...assumption.request }),
        response: () => issuedElements(session),
        resources: () => resources,
      });
      const place = { accountId: role.account.accountId, region, timeMs: moment.timeMs, workload: "", random };
      const record = callRecord({
        call,
        place,
        credential: caller,
        path,
        userAgent: servicePrincipal,
        sharedEventId: uuid(random),
      });
      return { credential: sessionCredential(session, assumption.traits ?? {}), issuing: [record] };
    },
    assumption.sessionName,
  );
}
