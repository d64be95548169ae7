import { names } from "../../contract/names.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import type { SimulatedContext } from "./hold.ts";
import type { Sentences } from "./outcomes.ts";
import { iam, type PrincipalKind, targetName } from "./principal.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression } from "./states.ts";

/** A containment that attaches one of the warden's own managed policies, which stand in every account beforehand. */
export interface Attachment {
  readonly playbook: PlaybookName;
  readonly comment: string;
  readonly kind: PrincipalKind;
  readonly policy: string;
  readonly quarantine?: boolean;
  readonly simulate: readonly SimulatedContext[];
  readonly sentences: Sentences;
  readonly released: string;
}

const policyArn = (policy: string, { partition = "aws" }: PlaybookResources) =>
  `'arn:${partition}:iam::' & $request.target.accountId & ':policy${names.rolePath}${policy}'`;

/**
 * Whether an answer of ListAttached…Policies holds the policy, by its ARN: a name can be had again under another path.
 * At most 20 are attached: one page holds them all.
 */
const attachedIn = (arn: string) => `(${arn}) in $states.result.AttachedPolicies.PolicyArn`;

export function attachmentDefinition(attachment: Attachment, resources: PlaybookResources): Definition {
  const { playbook, comment, kind, policy, quarantine = false, simulate, sentences } = attachment;
  const roleArn = responderRole(playbook, resources);
  const arn = policyArn(policy, resources);
  const gone = (next: string) => ({
    errors: ["Iam.NoSuchEntityException"],
    next,
    problem: `The ${kind} is gone, or the account lacks the warden's policy ${policy}: deploy the member stack there.`,
  });
  const list = { resource: iam(kind, "listAttached*Policies"), roleArn, arguments: targetName(kind) };
  return playbookDefinition(
    {
      playbook,
      comment,
      kind,
      first: "ListAttachedBefore",
      states: {
        ListAttachedBefore: call({
          ...list,
          assign: {
            attached: expression(attachedIn(arn)),
            beforeState: expression(`$string({'attached': ${attachedIn(arn)}, 'quarantine': $quarantine})`),
          },
          catch: [
            gone("TargetNotFound"),
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The attached policies could not be read. Nothing was changed.",
            },
          ],
          next: "IsAttachedBefore",
        }),
        IsAttachedBefore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$attached = true"), Next: "AlreadyContained" }],
          Default: "SnapshotTaken",
        },
      },
      act: {
        name: "AttachPolicy",
        assign: { afterState: '{"attached":true}' },
        state: call({
          resource: iam(kind, "attach*Policy"),
          roleArn,
          arguments: { ...targetName(kind), PolicyArn: expression(arn) },
          catch: [
            gone("GoneWhileActing"),
            {
              errors: ["Iam.UnmodifiableEntityException"],
              next: "Protected",
              problem: "Only AWS can change a service-linked role.",
            },
            actFailed("Attaching the policy failed, or its answer was lost."),
          ],
          next: "ListAttachedAfter",
        }),
      },
      verify: {
        name: "ListAttachedAfter",
        state: call({
          ...list,
          assign: { inPlace: expression(attachedIn(arn)) },
          catch: [
            gone("GoneWhileActing"),
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The policy was attached, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      quarantine,
      simulate,
      sentences,
    },
    resources,
  );
}

/** Detaches the policy again. */
export function releaseAttachment(attachment: Attachment, resources: PlaybookResources): ReleaseSteps {
  const { playbook, kind, policy, quarantine = false, released } = attachment;
  const roleArn = responderRole(`release-${playbook}`, resources);
  const arn = policyArn(policy, resources);
  return {
    playbook,
    kind,
    quarantine,
    look: ({ next, onError }) =>
      call({
        resource: iam(kind, "listAttached*Policies"),
        roleArn,
        arguments: targetName(kind),
        assign: { standing: expression(`(${attachedIn(arn)}) ? 'left' : 'before'`) },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The attached policies could not be read." }],
        next,
      }),
    restore: {
      first: "DetachPolicy",
      states: (failed) => ({
        DetachPolicy: call({
          resource: iam(kind, "detach*Policy"),
          roleArn,
          arguments: { ...targetName(kind), PolicyArn: expression(arn) },
          catch: [failed("Detaching the policy failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: released,
  };
}

/** What the responder role of such a playbook may do, and the role that releases. */
export const attachmentActions = (kind: "User" | "Role") => ({
  actions: [
    `iam:Get${kind}`,
    `iam:ListAttached${kind}Policies`,
    `iam:Attach${kind}Policy`,
    "iam:SimulatePrincipalPolicy",
  ],
  resource: `${kind.toLowerCase()}/*`,
});
export const detachmentActions = (kind: "User" | "Role") => ({
  actions: [`iam:Get${kind}`, `iam:ListAttached${kind}Policies`, `iam:Detach${kind}Policy`, `iam:Untag${kind}`],
  resource: `${kind.toLowerCase()}/*`,
});
