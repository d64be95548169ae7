import { names } from "../../contract/names.ts";
import { call, expression, type State } from "./states.ts";

/** IAM has most operations once for users and once for roles. */
export type PrincipalKind = "user" | "role";

const nameOf = { user: "User", role: "Role" } as const;

/** `iam:getRole`, `iam:tagUser` … as an SDK integration. `pattern` holds `*` where User or Role stands. */
export const iam = (kind: PrincipalKind, pattern: string) =>
  `arn:aws:states:::aws-sdk:iam:${pattern.replace("*", nameOf[kind])}`;

/** The argument that names the target. */
export const targetName = (kind: PrincipalKind) => ({
  [`${nameOf[kind]}Name`]: expression(`$request.target.${kind}Name`),
});

const tag = (kind: PrincipalKind, key: string) => {
  const found = `$states.result.${nameOf[kind]}.Tags[Key = '${key}'].Value`;
  return `$exists(${found}) ? $string(${found}) : ''`;
};

/**
 * Reads the user or role: `$principalArn` with its path, `$principalId`, and the values of the warden's own tags as
 * `$marks` and `$quarantine`, empty where there are none.
 */
export function readPrincipal(parts: {
  readonly kind: PrincipalKind;
  readonly roleArn: string;
  readonly next: string;
  readonly onGone: string;
  readonly onError: string;
}): State {
  const { kind, roleArn, next, onGone, onError } = parts;
  const found = `$states.result.${nameOf[kind]}`;
  return call({
    resource: iam(kind, "get*"),
    roleArn,
    arguments: targetName(kind),
    assign: {
      principalArn: expression(`${found}.Arn`),
      principalId: expression(`${found}.${nameOf[kind]}Id`),
      marks: expression(tag(kind, names.incidentTag)),
      quarantine: expression(tag(kind, names.quarantineTag)),
    },
    catch: [
      { errors: ["Iam.NoSuchEntityException"], next: onGone, problem: `The ${kind} does not exist.` },
      { errors: ["States.ALL"], next: onError, problem: `The ${kind} could not be read.` },
    ],
    next,
  });
}
