import { api } from "../call.ts";
import { uuid } from "../identifiers.ts";
import type { Census } from "../patterns/pattern.ts";
import { callRecord } from "../record.ts";
import { hourMs } from "../time-text.ts";
import type { CredentialSource } from "./credential.ts";
import type { Role } from "./principal.ts";
import { issuedElements, roleResource, sessionCredential, sessionPerWorkload } from "./session.ts";

/** A principal of another organisation's account, as the trusting account sees it. */
export interface Vendor {
  readonly accountId: string;
  /** The unique id of the vendor's principal; its ARN is not shown to us. */
  readonly principalId: string;
  readonly externalId: string;
  readonly sessionName: string;
}

/** A role that a vendor assumes from its own account with an external id. */
export function crossAccount(role: Role, vendor: Vendor, census: Census): CredentialSource {
  const caller = {
    userIdentity: Object.freeze({
      type: "AWSAccount",
      principalId: vendor.principalId,
      accountId: vendor.accountId,
    }),
    principalArn: `arn:aws:iam::${vendor.accountId}:root`,
    invokedBy: undefined,
    fromConsole: false,
  };
  const resources = [roleResource(role)];
  return sessionPerWorkload(
    role,
    hourMs,
    census,
    (session, { moment, path, userAgent, random }) => {
      const call = api("sts", "AssumeRole", {
        readOnly: true,
        parameters: () => ({
          roleArn: role.arn,
          roleSessionName: session.name,
          externalId: vendor.externalId,
          durationSeconds: 3_600,
        }),
        response: () => issuedElements(session),
        resources: () => resources,
      });
      const { accountId, region } = role.account;
      const place = { accountId, region, timeMs: moment.timeMs, workload: "", random };
      const sharedEventId = uuid(random);
      const record = callRecord({ call, place, credential: caller, path, userAgent, sharedEventId });
      return { credential: sessionCredential(session, {}), issuing: [record] };
    },
    () => vendor.sessionName,
  );
}
