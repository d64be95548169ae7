import { resourcePlaybooks } from "./resource-target.ts";

/** What the warden can do about a credential or a principal. A playbook's measure carries its name. */
export const measures = [
  "disable-access-key",
  "revoke-user-sessions",
  "quarantine-user",
  "deny-role-session",
  "revoke-role-sessions",
  "quarantine-role",
  "guard-tag",
  "pin-instance-location",
  "disable-service-credential",
  "deny-oidc-claim",
  "deny-service-account",
  "deny-foreign-principal",
  "deny-session-policy",
  ...resourcePlaybooks,
] as const;
export type Measure = (typeof measures)[number];

/** IAM judges calls of AWS APIs. What was handed out before, and is judged elsewhere, lives on after every measure. */
const outsideIam = [
  "Open sessions that are not AWS calls: shells of Session Manager and EC2 Instance Connect, database connections. End them where they are open.",
  "Tokens that others judge, until they expire: Kubernetes (15 minutes and longer), container and package registries (12 hours), database sign-in (15 minutes), web identity tokens of AWS at third parties (an hour), OAuth tokens of agents.",
  "Access that was given away: grants of keys, shared resources, resource policies, replication, snapshots and images shared before.",
  "Copies of what was read: replace every secret and parameter that the credential read.",
] as const;

const chained =
  "Sessions that it already got in other roles, in this account or another: each has to be contained itself.";
const source =
  "Whoever can still get a new session of the role: contain where the session came from as well. A web identity is refused by deny-oidc-claim or deny-service-account, another account's principal by deny-foreign-principal.";
/** Of what stops a workload. */
const heldCredentials =
  "Credentials of its role that it already got, or that were taken from it: they live on for hours. Revoke the role's sessions as well.";
const notGuarded =
  "Whoever may change the resource can take this back: the guard policy of the organisation does not protect it.";
const removable =
  "A principal of the account that may change IAM can take this back, unless the guard policy of the organisation protects it.";

/**
 * What each measure leaves standing, in sentences for alerts and cases, the nearest danger first. Facts of AWS, with
 * sources in `docs/response.md`.
 */
export const notStopped: Readonly<Record<Measure, readonly string[]>> = {
  "disable-access-key": [
    "Sessions that the key already got from STS (GetSessionToken, GetFederationToken: up to 36 hours). Deny the user's temporary sessions as well.",
    "The user's other key, password and service-specific credentials.",
    chained,
    removable,
    ...outsideIam,
  ],
  "revoke-user-sessions": [
    "The user's access keys and service-specific credentials, and where there is a cut-off the sessions they get after it.",
    chained,
    removable,
    ...outsideIam,
  ],
  "deny-role-session": [
    "The same caller under another session name, or after the cut-off under the same one.",
    source,
    chained,
    removable,
    ...outsideIam,
  ],
  "revoke-role-sessions": [
    "Sessions of the role that are issued after the cut-off.",
    source,
    chained,
    removable,
    ...outsideIam,
  ],
  "quarantine-user": [
    chained,
    "Service-specific credentials and keys stay as they are: they are denied, and work again where the quarantine is taken back.",
    removable,
    ...outsideIam,
  ],
  "quarantine-role": [
    chained,
    "Instances, tasks and functions of the role run on, without its rights.",
    removable,
    ...outsideIam,
  ],
  "guard-tag": [
    "Principals of the management account and service-linked roles: service control policies do not bind them.",
    chained,
    ...outsideIam,
  ],
  "pin-instance-location": [
    "Whoever acts on the instance itself, or through it: calls from its own addresses and its VPC's endpoints work on.",
    "Calls that an AWS service makes on behalf of the stolen credential.",
    chained,
    "Sessions of other roles on the same instance: the pin is on this role's.",
    removable,
    ...outsideIam,
  ],
  "disable-service-credential": [
    "The user's access keys, password and other service-specific credentials; a user that Bedrock's console made for a key (BedrockAPIKey-) may have been given some. nhi sweep shows what was made.",
    "Short-term API keys of Bedrock: they are signed with a session, or an access key. Deny the session, or disable the key.",
    "Repositories that were cloned, rows that were read, and answers that a model gave.",
    removable,
    ...outsideIam,
  ],
  "deny-oidc-claim": [
    "Sessions that were issued before: a trust policy is read at AssumeRoleWithWebIdentity alone. Revoke the role's older sessions as well.",
    "Other roles that trust the same provider.",
    removable,
    ...outsideIam,
  ],
  "deny-service-account": [
    "Sessions that were issued before: a trust policy is read at AssumeRoleWithWebIdentity alone. Revoke the role's older sessions as well.",
    "What the pod may do inside the cluster, and other service accounts that trust lets in.",
    removable,
    ...outsideIam,
  ],
  "deny-foreign-principal": [
    "Sessions that were issued before: a trust policy is read at AssumeRole alone. Revoke the role's older sessions as well.",
    "Other principals of the same foreign account, where one principal was named, and other roles that trust it.",
    "Resource policies and grants that name the foreign account.",
    removable,
    ...outsideIam,
  ],
  "deny-session-policy": [
    "Sessions that were issued before, for as long as they last (pods some hours, Roles Anywhere up to 12 hours). Revoke the role's older sessions as well.",
    "The same role through another association, profile or trust.",
    removable,
    ...outsideIam,
  ],
  "stop-function": [
    heldCredentials,
    "Invocations that run already: each ends by itself, within 15 minutes.",
    "Copies of the function at the edge (Lambda@Edge), in other Regions and under other names, and other workloads of the role.",
    notGuarded,
    ...outsideIam,
  ],
  "recycle-function": [
    "Credentials that were taken from the function: they live on for hours. Revoke the role's sessions, or deny the function's, before it is recycled; new environments get new credentials.",
    "Published versions, aliases to them and their provisioned concurrency: only $LATEST is recycled. Lambda@Edge runs published versions.",
    "Whoever can change the function's code or configuration, or can invoke it: new environments run the same code.",
    "Invocations that run already: each ends by itself, within 15 minutes.",
    notGuarded,
    ...outsideIam,
  ],
  "isolate-instance": [
    heldCredentials,
    "Connections that are open: security groups follow them, and they may go on for as long as they are used. A network ACL of the subnet ends them.",
    "What the isolation group itself allows, and what no group judges: the metadata service, the DNS resolver of the VPC, the time service.",
    "Other instances of the role, and a new instance that Auto Scaling starts in its place.",
    notGuarded,
    ...outsideIam,
  ],
  "swap-instance-profile": [
    "Credentials of the earlier role that the instance already got, or that were taken from it: they are valid until they expire, for hours. Revoke the role's sessions, or deny this instance's, as well.",
    "Programs on the instance that keep these credentials, and the metadata service for as long as it hands them out.",
    "Other instances of the earlier role, and a new instance that Auto Scaling starts with the earlier profile.",
    "Credentials on the instance that are not its profile's: keys in files, secrets, other sessions.",
    notGuarded,
    ...outsideIam,
  ],
  "disable-trust-profile": [
    "Sessions that were issued before, up to 12 hours. Revoke the sessions of each of the profile's roles as well.",
    "The same certificate through another profile of its roles, and other ways into these roles.",
    "Trust anchors and profiles in other Regions, which somebody may have made to come back.",
    notGuarded,
    ...outsideIam,
  ],
  "restrict-trust-profile": [
    "Sessions that the certificate got before, up to 12 hours. Revoke the sessions of each of the profile's roles as well; the other certificates get new ones at once.",
    "The same certificate through another profile of its roles; and its key for whatever else trusts it: have it revoked.",
    "Whoever can have a certificate of another name issued, or may tag a role's sessions by another way.",
    "Trust anchors and profiles in other Regions, which somebody may have made to come back.",
    notGuarded,
    ...outsideIam,
  ],
  "stop-agent-session": [
    "A new session of the agent, even under the same id: whoever may invoke it begins one at once. Contain who invoked it, and deny the sessions of the agent's execution role (deny-role-session, revoke-role-sessions).",
    "Credentials of the execution role that were read in the session, and the role's other sessions: they live on. Revoke the role's sessions as well.",
    "Tokens of third parties that the agent holds (OAuth, API keys), until they expire there, and what targets of a gateway do with a call that reached them.",
    "What the session wrote: the agent's memory, files, and instructions in them for the next session.",
    ...outsideIam,
  ],
  "stop-task": [
    heldCredentials,
    "The task that its service starts in its place, from the same image and with the same role: where the image is the danger, set the service's desired count to 0.",
    "Other tasks of the role and of the service, and what the task has started elsewhere.",
    "Within the time that the container has to stop (30 seconds, 120 at most on Fargate) the task goes on.",
    ...outsideIam,
  ],
  "rotate-secret": [
    "Whoever reads the secret again: contain the credential that read it first, or the thief gets the new value.",
    "The value that was read, where the rotation alternates between two users: it works until the next rotation. Rotate once more then.",
    "What was opened with the old value, until it ends: database connections, sessions, tokens.",
    "The other secrets and parameters that were read, and the copies of this one elsewhere.",
    notGuarded,
    ...outsideIam,
  ],
  "restrict-pod-identity": [
    "Credentials that pods already have, for hours. Revoke the sessions of the association's roles as well, of its target role first, and evict the pods.",
    "What the pods may do inside the cluster, and what their node's role may do, where they reach the node's metadata.",
    "The same role through another association or another trust.",
    notGuarded,
    ...outsideIam,
  ],
};
