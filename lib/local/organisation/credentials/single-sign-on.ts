import { api } from "../call.ts";
import type { Census } from "../patterns/pattern.ts";
import { callRecord } from "../record.ts";
import { hourMs } from "../time-text.ts";
import type { CredentialSource } from "./credential.ts";
import { fixedHexadecimal, type Role } from "./principal.ts";
import { issuedElements, roleResource, sessionCredential, sessionPerWorkload } from "./session.ts";

/** A person who comes in through IAM Identity Center: AssumeRoleWithSAML, then an AWSReservedSSO role's session. */
export function singleSignOn(seed: number, role: Role, email: string, census: Census): CredentialSource {
  const { accountId, region } = role.account;
  const suffix = fixedHexadecimal(seed, `saml:${accountId}`, 16);
  const providerArn = `arn:aws:iam::${accountId}:saml-provider/AWSSSO_${suffix}_DO_NOT_DELETE`;
  const caller = {
    userIdentity: Object.freeze({
      type: "SAMLUser",
      principalId: `${fixedHexadecimal(seed, `name-qualifier:${accountId}`, 27)}=:${email}`,
      userName: email,
      identityProvider: `${fixedHexadecimal(seed, `name-qualifier:${accountId}`, 27)}=`,
    }),
    principalArn: email,
    invokedBy: undefined,
    fromConsole: false,
  };
  const resources = [roleResource(role)];
  return sessionPerWorkload(
    role,
    12 * hourMs,
    census,
    (session, { moment, path, random }) => {
      const call = api("sts", "AssumeRoleWithSAML", {
        readOnly: true,
        parameters: () => ({
          sAMLAssertionID: `_${fixedHexadecimal(seed, `${email}:${moment.workload}`, 32)}`,
          roleSessionName: email,
          durationSeconds: 43_200,
          roleArn: role.arn,
          principalArn: providerArn,
        }),
        response: () => issuedElements(session, { subject: email, subjectType: "persistent", issuer: providerArn }),
        resources: () => resources,
      });
      const place = { accountId, region, timeMs: moment.timeMs, workload: "", random };
      const record = callRecord({ call, place, credential: caller, path, userAgent: "aws-internal/3" });
      return { credential: sessionCredential(session, { fromConsole: true }), issuing: [record] };
    },
    () => email,
  );
}
