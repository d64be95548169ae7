import type { PlaybookName } from "../../domain/response/decision.ts";
import type { SimulatedContext } from "./hold.ts";
import type { Sentences } from "./outcomes.ts";
import { targetName } from "./principal.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { type Caught, call, type Definition, expression, type States } from "./states.ts";

/** Variables that a state sets. */
export type Assigned = Readonly<Record<string, unknown>>;

/** A containment that puts one inline policy on a role. Documents and conditions are JSONata. */
export interface InlinePolicy {
  readonly playbook: PlaybookName;
  readonly comment: string;
  /** Of the policy, as a JSONata string. */
  readonly policyName: string;
  /** What is asked before anything of the role is read; it leads to `ListPoliciesBefore`. */
  readonly check?: { readonly first: string; readonly states: States };
  /** What stood before: each sets `$beforeState` to JSON text. */
  readonly before: {
    readonly none: Assigned;
    readonly found: Assigned;
    /** A sentence for people, where the policy is there and cannot be read. */
    readonly unreadable: string;
    /** What is asked of a policy that stood there; without it the snapshot is complete. */
    readonly ask?: { readonly first: string; readonly states: States };
  };
  /** The one change, and variables set just before it; `$afterState` among them. */
  readonly act: {
    readonly name: string;
    readonly assign: Readonly<Record<string, string>>;
    readonly document: string;
    /** Errors that have an outcome of their own. */
    readonly catch?: readonly Caught[];
  };
  /** Whether the document read back is what was to stand there. */
  readonly inPlace: string;
  readonly simulate: readonly SimulatedContext[];
  readonly sentences: Sentences;
}

/** The document in an answer of GetRolePolicy, as JSONata. IAM returns it URL-encoded (RFC 3986). */
export const readDocument = "$decodeUrlComponent($states.result.PolicyDocument)";

/** The arguments that name the policy. */
export const inlinePolicyName = (policyName: string) => ({
  ...targetName("role"),
  PolicyName: nameArgument(policyName),
});

/** A literal stays one, so that a definition shows it as it is. */
const nameArgument = (policyName: string) => {
  const [, literal] = /^'([\w+=,.@-]+)'$/.exec(policyName) ?? [];
  return literal ?? expression(policyName);
};

/** What stood before, where the policy is one containment's alone: all of it. */
export const wholeBefore = {
  none: { beforeState: '{"policyDocument":null}' },
  found: { beforeState: expression(`$string({'policyDocument': ${readDocument}})`) },
} as const;

export function inlinePolicyDefinition(policy: InlinePolicy, resources: PlaybookResources): Definition {
  const { playbook, comment, policyName, check, before, act, inPlace, simulate, sentences } = policy;
  const roleArn = responderRole(playbook, resources);
  const ours = inlinePolicyName(policyName);
  return playbookDefinition(
    {
      playbook,
      comment,
      kind: "role",
      first: check?.first ?? "ListPoliciesBefore",
      states: {
        ...check?.states,
        ListPoliciesBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:listRolePolicies",
          roleArn,
          // A role's inline policies share 10,240 characters: one page of 1,000 holds them all.
          arguments: { ...targetName("role"), MaxItems: 1000 },
          assign: { hadPolicy: expression(`${policyName} in $states.result.PolicyNames`) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "TargetNotFound", problem: "The role does not exist." },
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The role's policies could not be read. Nothing was changed.",
            },
          ],
          next: "HadPolicy",
        }),
        HadPolicy: {
          Type: "Choice",
          Choices: [{ Condition: expression("$hadPolicy = true"), Next: "ReadPolicyBefore" }],
          Default: "NoPolicyBefore",
        },
        NoPolicyBefore: { Type: "Pass", Assign: before.none, Next: "SnapshotTaken" },
        ReadPolicyBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ours,
          assign: before.found,
          catch: [{ errors: ["States.ALL"], next: "WhyNotChanged", problem: before.unreadable }],
          next: before.ask?.first ?? "SnapshotTaken",
        }),
        ...before.ask?.states,
      },
      act: {
        name: act.name,
        assign: act.assign,
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          roleArn,
          arguments: { ...ours, PolicyDocument: expression(act.document) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: "The role is gone." },
            {
              errors: ["Iam.UnmodifiableEntityException"],
              next: "Protected",
              problem: "Only AWS can change a service-linked role.",
            },
            ...(act.catch ?? []),
            actFailed("Putting the policy on the role failed, or its answer was lost."),
          ],
          next: "ReadPolicyBack",
        }),
      },
      verify: {
        name: "ReadPolicyBack",
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ours,
          assign: { inPlace: expression(inPlace) },
          catch: [
            {
              errors: ["Iam.NoSuchEntityException"],
              next: "IsInPlace",
              problem: "IAM does not show the policy.",
              assign: { inPlace: false },
            },
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The policy was put on the role, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      simulate,
      sentences,
    },
    resources,
  );
}

/**
 * What the responder role of such a playbook may do, in every account. IAM has no condition key for the name of an
 * inline policy, so PutRolePolicy cannot be narrowed to ours; the deny on protected roles stands beside it.
 */
export const inlinePolicyActions = {
  actions: [
    "iam:GetRole",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:SimulatePrincipalPolicy",
  ],
  resource: "role/*",
} as const;
