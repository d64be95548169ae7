import type { Census } from "../patterns/pattern.ts";
import { hourMs } from "../time-text.ts";
import type { CredentialSource } from "./credential.ts";
import type { Role } from "./principal.ts";
import { sessionCredential, sessionPerWorkload } from "./session.ts";

/** A service-linked role: the service uses it, and its taking does not show as a record of its own. */
export function serviceLinked(
  role: Role,
  servicePrincipal: string,
  sessionName: string,
  census: Census,
): CredentialSource {
  return sessionPerWorkload(
    role,
    hourMs,
    census,
    (session) => ({ credential: sessionCredential(session, { invokedBy: servicePrincipal }), issuing: [] }),
    () => sessionName,
  );
}
