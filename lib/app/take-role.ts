/** A role of another account, and what its trust policy asks for. */
export interface WantedRole {
  readonly roleArn: string;
  /** At most 64 characters of letters, digits and `_+=,.@-`. */
  readonly sessionName: string;
  readonly sourceIdentity: string;
  readonly externalId: string;
  /** 900 to 3,600. */
  readonly seconds: number;
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** STS says no, in the same words whether there is no such role or it does not trust the caller. */
export interface RefusedRole {
  /** `AccessDenied` */
  readonly refused: string;
}

/** Takes a role of another account. Throws where nobody says whether it may be taken. */
export type TakeRole = (wanted: WantedRole) => Promise<RoleCredentials | RefusedRole>;

/** A role of a member account by its name. Session and source identity say the purpose in the member's log. */
export interface WantedMemberRole {
  readonly accountId: string;
  readonly roleName: string;
  readonly purpose: string;
}

/** Takes a role of a member account; `why`, the rest of a sentence, where it refuses. Throws as `TakeRole` does. */
export type TakeMemberRole = (wanted: WantedMemberRole) => Promise<RoleCredentials | { readonly why: string }>;

/** What to do about a role that is refused: the rest of a sentence. */
export const refusedText = (
  { refused }: RefusedRole,
  {
    roleName,
    stackName,
    accountId,
  }: { readonly roleName: string; readonly stackName: string; readonly accountId: string },
): string =>
  `the role ${roleName} is missing in account ${accountId}, or refuses the warden (${refused}); deploy the stack ${stackName} (MemberStack) there, with the externalId and organizationId of the home account`;
