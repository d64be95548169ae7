import { api } from "../call.ts";
import { uuid } from "../identifiers.ts";
import type { Census } from "../patterns/pattern.ts";
import { callRecord } from "../record.ts";
import { hourMs } from "../time-text.ts";
import { serviceCredential } from "./aws-service.ts";
import type { CredentialSource } from "./credential.ts";
import { fixedHexadecimal, type Role } from "./principal.ts";
import { issuedElements, roleResource, sessionCredential, sessionPerWorkload } from "./session.ts";

const servicePrincipal = "rolesanywhere.amazonaws.com";

/**
 * A role taken with an X.509 certificate through IAM Roles Anywhere: CreateSession by the machine, then AssumeRole by
 * the service. The session is named after the certificate's serial number, and the source identity is its subject
 * (IAM Roles Anywhere user guide, "Trust policy").
 */
export function rolesAnywhere(seed: number, role: Role, commonName: string, census: Census): CredentialSource {
  const serialNumber = fixedHexadecimal(seed, `certificate:${commonName}`, 38);
  const { accountId, region } = role.account;
  const anchor = (kind: string) =>
    `arn:aws:rolesanywhere:${region}:${accountId}:${kind}/${fixedHexadecimal(seed, kind, 8)}-1b2c-4d3e-8f40-${fixedHexadecimal(seed, `${kind}:${commonName}`, 12)}`;
  const sourceIdentity = `CN=${commonName}`;
  const machine = {
    userIdentity: Object.freeze({
      type: "Unknown",
      principalId: serialNumber,
      arn: anchor("subject"),
      accountId,
      userName: sourceIdentity,
    }),
    principalArn: anchor("subject"),
    invokedBy: undefined,
    fromConsole: false,
  };
  const service = serviceCredential(servicePrincipal);
  const resources = [roleResource(role)];
  return sessionPerWorkload(
    role,
    hourMs,
    census,
    (session, { moment, path, random }) => {
      const place = { accountId, region, timeMs: moment.timeMs, workload: "", random };
      const request = { durationSeconds: 3_600, roleArn: role.arn, roleSessionName: session.name };
      const created = callRecord({
        call: api("rolesanywhere", "CreateSession", {
          parameters: () => ({
            ...request,
            cert: "REDACTED",
            profileArn: anchor("profile"),
            trustAnchorArn: anchor("trust-anchor"),
          }),
          response: () => ({
            credentialSet: [issuedElements(session, { roleArn: role.arn, sourceIdentity })],
            subjectArn: anchor("subject"),
          }),
          resources: () => resources,
        }),
        place,
        credential: machine,
        path,
        userAgent: "CredHelper/1.4.0 (go1.23.4; linux; amd64)",
      });
      const assumed = callRecord({
        call: api("sts", "AssumeRole", {
          readOnly: true,
          parameters: () => ({ ...request, sourceIdentity }),
          response: () => issuedElements(session, { sourceIdentity }),
          resources: () => resources,
        }),
        place,
        credential: service,
        path: { sourceAddress: servicePrincipal },
        userAgent: servicePrincipal,
        sharedEventId: uuid(random),
      });
      return { credential: sessionCredential(session, { sourceIdentity }), issuing: [created, assumed] };
    },
    () => serialNumber,
  );
}
