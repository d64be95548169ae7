import type { PlaybookName } from "../../domain/response/decision.ts";

interface PlaybookText {
  readonly stops: string;
  readonly does: string;
  /** How the command names what it is about. */
  readonly about: string;
  readonly released: string;
}

/** What people have to know of each playbook before they run it. */
export const playbookTexts: Readonly<Record<PlaybookName, PlaybookText>> = {
  "disable-access-key": {
    stops: "one long-term access key of a user",
    does: "sets the key to Inactive",
    about: "AKIA… --of USER_ARN",
    released: "the key is set to Active; a new key is better",
  },
  "revoke-user-sessions": {
    stops: "what a user's keys and password got from STS; its keys work on",
    does: "attaches the managed policy NhiWarden-DenyTemporarySessions",
    about: "USER_ARN",
    released: "the policy is detached",
  },
  "quarantine-user": {
    stops: "everything that a user does",
    does: "attaches the managed policy NhiWarden-DenyAll, and the quarantine tag",
    about: "USER_ARN",
    released: "the policy is detached and the tag taken off",
  },
  "deny-role-session": {
    stops: "one session of a role; the others work on",
    does: "puts the session's aws:userid into the role's inline policy NhiWarden-DeniedSessions",
    about: "AROA…:NAME --of ROLE_ARN",
    released: "the session is taken out of the policy, by itself after some hours",
  },
  "revoke-role-sessions": {
    stops: "every session of a role that began before now; new ones work",
    does: "puts the inline policy NhiWarden-RevokeOlderSessions on the role",
    about: "ROLE_ARN",
    released: "the policy is deleted, or put back as it was",
  },
  "quarantine-role": {
    stops: "everything that a role does",
    does: "attaches the managed policy NhiWarden-DenyAll, and the quarantine tag",
    about: "ROLE_ARN",
    released: "the policy is detached and the tag taken off",
  },
  "pin-instance-location": {
    stops: "the credentials of one EC2 instance wherever they are used away from it; the instance works on",
    does: "puts the inline policy NhiWarden-PinnedInstance-i-… on the instance's role",
    about: "INSTANCE_ARN --of ROLE_ARN --vpc VPC_ID --address ADDRESS",
    released: "the policy is deleted, or put back as it was, by itself after some hours",
  },
  "disable-service-credential": {
    stops: "one service-specific credential of a user, such as a long-term API key of Bedrock",
    does: "sets the credential to Inactive",
    about: "ACCA… --of USER_ARN",
    released: "the credential is set to Active; a new one is better",
  },
  "deny-oidc-claim": {
    stops: "new sessions of a role for web identity tokens with one value of a claim; open sessions work on",
    does: "puts a deny of that value in front of the role's trust policy, or adds the value to it",
    about: "ROLE_ARN --from PROVIDER:CLAIM=VALUE",
    released: "the deny is taken out of the trust policy",
  },
  "deny-service-account": {
    stops: "new sessions of a role for one Kubernetes service account (IRSA); open sessions work on",
    does: "puts a deny of its subject in front of the role's trust policy, or adds the subject to it",
    about: "ROLE_ARN --from PROVIDER:system:serviceaccount:NAMESPACE:NAME",
    released: "the deny is taken out of the trust policy",
  },
  "deny-foreign-principal": {
    stops: "new sessions of a role for a principal of another account, or all of it; open sessions work on",
    does: "puts a deny of the principal in front of the role's trust policy, or adds the principal to it",
    about: "ROLE_ARN --from PRINCIPAL_ARN|ACCOUNT_ID",
    released: "the deny is taken out of the trust policy",
  },
  "stop-function": {
    stops: "new invocations of one Lambda function; its role's credentials live on",
    does: "reserves no concurrency for the function: 0",
    about: "FUNCTION_ARN",
    released: "what was reserved before is reserved again, or nothing",
  },
  "recycle-function": {
    stops: "running environments of one Lambda function with dead credentials; it goes with a denial of its sessions",
    does: "changes the function's description, so that Lambda replaces its environments; its environment variables are neither kept nor shown",
    about: "FUNCTION_ARN --playbook recycle-function",
    released: "the function gets the description that it had, which recycles it once more",
  },
  "isolate-instance": {
    stops: "new connections of one EC2 instance; open ones may go on, and its role's credentials live on",
    does: "gives its network interface a security group that you set up for that, in place of its own",
    about: "INSTANCE_ARN --security-group sg-…",
    released: "the interface gets the security groups that it had",
  },
  "swap-instance-profile": {
    stops: "the role of one EC2 instance, on that instance; credentials that it already got live on for hours",
    does: "replaces its instance profile by NhiWarden-quarantined-instance, whose role is denied everything",
    about: "INSTANCE_ARN --playbook swap-instance-profile",
    released: "the instance gets the profile that it had, if ours is there still",
  },
  "disable-trust-profile": {
    stops: "new sessions through one profile of IAM Roles Anywhere; issued ones live on up to 12 hours",
    does: "disables the profile",
    about: "PROFILE_ARN",
    released: "the profile is enabled, if it is for the same roles still",
  },
  "restrict-trust-profile": {
    stops: "new sessions of one certificate through a profile of IAM Roles Anywhere; its others work on",
    does: "denies the certificate in the profile's session policy, and has the profile's sessions last 15 minutes",
    about: "PROFILE_ARN --certificate COMMON_NAME",
    released: "the profile gets the session policy (else one that limits nothing) and the duration that it had",
  },
  "stop-agent-session": {
    stops: "one session of an agent of Bedrock AgentCore; its role's credentials live on; cannot be undone",
    does: "tells AgentCore to stop the session, which no call shows; deployed with -c agentSessions=true alone",
    about: "AGENT_RUNTIME_ARN --session SESSION_ID",
    released: "not at all: a stopped session cannot be begun again, and a release changes nothing",
  },
  "stop-task": {
    stops: "one ECS task; its service starts another one, and its role's credentials live on; cannot be undone",
    does: "tells the task to stop, and waits until it is stopped",
    about: "TASK_ARN",
    released: "not at all: a stopped task cannot be started again, and a release changes nothing",
  },
  "rotate-secret": {
    stops: "the value of one secret that was read, where its rotation is configured; cannot be undone",
    does: "starts the rotation, and waits until another version is the current one",
    about: "SECRET_ARN",
    released: "not at all: a rotation cannot be undone, and a release changes nothing",
  },
  "restrict-pod-identity": {
    stops:
      "what pods get through one EKS Pod Identity association from now on; credentials they have live on for hours",
    does: "gives the association a session policy that denies everything, with session tags off",
    about: "ASSOCIATION_ARN",
    released: "the association gets the session policy that it had, or none, if its roles are the same still",
  },
};
