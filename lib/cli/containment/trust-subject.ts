import { printable } from "../../domain/event/printable.ts";
import { type PlaybookName, type TrustPlaybook, trustPlaybooks } from "../../domain/response/decision.ts";
import { claimsOf } from "../../domain/response/policies/deny-trust.ts";
import { isPolicyValue } from "../../domain/response/policies/policy-values.ts";
import { accountOf } from "../../domain/response/read-trust-target.ts";
import { UsageError } from "../usage-error.ts";
import { playbookTexts } from "./playbook-texts.ts";

export const closesTrust = (playbook: PlaybookName | undefined): playbook is TrustPlaybook =>
  trustPlaybooks.some((name) => name === playbook);

/**
 * What `--from` says, as fields of the target: `PROVIDER:CLAIM=VALUE`, `PROVIDER:system:serviceaccount:NAMESPACE:NAME`,
 * the ARN of a principal, or the id of an account. Throws a UsageError that says what is wrong with it.
 */
export function trustSubject(playbook: TrustPlaybook, from: string | undefined, roleArn: string) {
  const about = `${playbook} is about ${playbookTexts[playbook].about}`;
  if (from === undefined) throw new UsageError(`who is to be refused? ${about}`);
  const refuse = (why: string): never => {
    throw new UsageError(`--from ${printable(from, 120)} ${why}; ${about}, without wildcards`);
  };
  if (playbook === "deny-foreign-principal") return foreignPrincipal(from, roleArn, refuse);
  const [, provider = "", subject = ""] = /^([^:]*):(.*)$/s.exec(from) ?? [];
  if (!isPolicyValue("issuer", provider)) return refuse("names no OIDC provider, which is written without https://");
  if (playbook === "deny-service-account") {
    const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]*):([^:]*)$/.exec(subject) ?? [];
    const isNamed = isPolicyValue("kubernetesName", namespace) && isPolicyValue("kubernetesName", serviceAccount);
    return isNamed ? { provider, namespace, serviceAccount } : refuse("names no service account as a token does");
  }
  const [, claim = "", claimValue] = /^([^=]*)=(.*)$/s.exec(subject) ?? [];
  if (!claimsOf(provider).includes(claim)) {
    return refuse(`names no claim that STS tells apart for this provider (${claimsOf(provider).join(", ")})`);
  }
  return isPolicyValue("claimValue", claimValue) ? { provider, claim, claimValue } : refuse("has no value to deny");
}

function foreignPrincipal(from: string, roleArn: string, refuse: (why: string) => never) {
  const [, partition = "aws"] = roleArn.split(":");
  const principalArn = /^\d{12}$/.test(from) ? `arn:${partition}:iam::${from}:root` : from;
  if (!isPolicyValue("principalArn", principalArn)) {
    return refuse("is neither an account's id nor the ARN of a user or a role (of a session, its role's)");
  }
  if (accountOf(principalArn) === accountOf(roleArn)) {
    return refuse("is of the role's own account: contain that principal itself");
  }
  return { principalArn };
}
