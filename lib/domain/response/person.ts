import { printable } from "../event/printable.ts";

/** Somebody who answers, as far as STS vouches for it. */
export interface Person {
  readonly accountId: string;
  readonly kind: "user" | "role";
  /** Of the user or the role, without a path. */
  readonly name: string;
  /** Who took the role, where AWS itself sets the session's name; "" elsewhere. */
  readonly takenBy: string;
}

const callerArn =
  /^arn:[a-z-]{3,12}:(?:iam::(\d{12}):user\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})|sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64}))$/;

/**
 * Who a caller's ARN (GetCallerIdentity) stands for, or a sentence why that is nobody to count. A person is the user or
 * the role, never the session: whoever takes a role chooses the session's name. Roles of IAM Identity Center are the
 * exception, because nobody but Identity Center can take them, and it names the session after its user:
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export function personOf(arn: string): Person | string {
  const [, userAccount, userName, roleAccount, roleName, session = ""] = callerArn.exec(arn) ?? [];
  if (userAccount !== undefined && userName !== undefined) {
    return { accountId: userAccount, kind: "user", name: userName, takenBy: "" };
  }
  if (roleAccount !== undefined && roleName !== undefined) {
    const takenBy = roleName.startsWith("AWSReservedSSO_") ? session : "";
    return { accountId: roleAccount, kind: "role", name: roleName, takenBy };
  }
  return `${printable(arn, 200)} is neither an IAM user nor the session of a role; answer as one of these`;
}

/** IAM keeps names apart without regard to case, so that two spellings are one. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const isSamePerson = (a: Person, b: Person): boolean => isSamePrincipal(a, b) && same(a.takenBy, b.takenBy);

/** Whether both act with the same user or role, whoever took it. */
export const isSamePrincipal = (a: Omit<Person, "takenBy">, b: Omit<Person, "takenBy">): boolean =>
  a.accountId === b.accountId && a.kind === b.kind && same(a.name, b.name);

/** The user or role of an identity's ARN; undefined where it is of neither. */
export function principalOfArn(arn: string): Omit<Person, "takenBy"> | undefined {
  const [, accountId, kind, path = ""] = /^arn:[\w-]+:iam::(\d{12}):(user|role)\/(.+)$/.exec(arn) ?? [];
  if (accountId === undefined) return undefined;
  return { accountId, kind: kind as "user" | "role", name: path.slice(path.lastIndexOf("/") + 1) };
}
