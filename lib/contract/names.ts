/** Fixed names of what is deployed, where two stacks, two accounts or the stack and a handler must agree on them. */
export const names = {
  /** The event bus in the home region that other regions and accounts forward to. */
  bus: "nhi-warden",
  /** IAM path of every role of the warden. The default policy and the responders' own deny protect it. */
  rolePath: "/nhi-warden/",
  /** The inline policy that revokes a role's older sessions. One a role: a later revocation moves its cut-off. */
  revokePolicy: "NhiWarden-RevokeOlderSessions",
  /** A role or user with this tag set to `true` is never changed. */
  protectedTag: "nhi-warden:protected",
} as const;

/** Role that carries out one playbook's changes, in every account it may act on. */
export const responderRoleName = (playbook: string) => `NhiWarden-${playbook}`;

/** Role of the state machine, in the home account; the only one that a responder role trusts. */
export const machineRoleName = (playbook: string) => `NhiWardenMachine-${playbook}`;
