import type { PlaybookName } from "../../domain/response/decision.ts";
import { type Assigned, inlinePolicyName, readDocument } from "./inline-policy.ts";
import type { ReleaseSteps } from "./release.ts";
import { type PlaybookResources, responderRole } from "./skeleton.ts";
import { call, expression } from "./states.ts";

/** How such a policy is taken back. Conditions and documents are JSONata. */
export interface InlineRelease {
  readonly playbook: PlaybookName;
  /** Of the policy, as a JSONata string. */
  readonly policyName: string;
  /** What stands: `$standing` and `$drift`, where the policy is there and where it is not. */
  readonly found: Assigned;
  readonly absent: Assigned;
  /** A sentence for people, where the policy cannot be read. */
  readonly unreadable: string;
  /** Whether nothing stood before, and the policy goes as a whole. */
  readonly isNone: string;
  /** What stands again otherwise. */
  readonly putBack: { readonly name: string; readonly document: string; readonly failed: string };
  readonly done: string;
}

/** Deletes the policy again, or puts back what is to stand without this containment. */
export function releaseInlinePolicy(release: InlineRelease, resources: PlaybookResources): ReleaseSteps {
  const { playbook, policyName, found, absent, unreadable, isNone, putBack, done } = release;
  const roleArn = responderRole(`release-${playbook}`, resources);
  const ours = inlinePolicyName(policyName);
  return {
    playbook,
    kind: "role",
    look: ({ next, onError }) =>
      call({
        resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
        roleArn,
        arguments: ours,
        assign: found,
        catch: [
          {
            errors: ["Iam.NoSuchEntityException"],
            next,
            problem: "The role has no such policy.",
            assign: absent,
          },
          { errors: ["States.ALL"], next: onError, problem: unreadable },
        ],
        next,
      }),
    restore: {
      first: "HowToRestore",
      states: (failed) => ({
        HowToRestore: {
          Type: "Choice",
          Choices: [{ Condition: expression(isNone), Next: "DeletePolicy" }],
          Default: putBack.name,
        },
        DeletePolicy: call({
          resource: "arn:aws:states:::aws-sdk:iam:deleteRolePolicy",
          roleArn,
          arguments: ours,
          catch: [failed("Deleting the policy failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
        [putBack.name]: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          // The role that releases writes no policies.
          roleArn: responderRole(playbook, resources),
          arguments: { ...ours, PolicyDocument: expression(putBack.document) },
          catch: [failed(putBack.failed)],
          next: "ReadRestored",
        }),
      }),
    },
    done,
  };
}

/** The release of a policy that is one containment's alone. Texts are sentences for people. */
export interface WholeRelease extends Pick<InlineRelease, "playbook" | "policyName" | "done"> {
  /** Where the policy says something else than what the containment left. */
  readonly changed: string;
  /** Where somebody took it away though one stood before. */
  readonly gone: string;
  /** Where the earlier policy cannot be put back. */
  readonly failed: string;
}

/** Deletes the policy again, or puts back the earlier one, to the byte. */
export function releaseWholePolicy(release: WholeRelease, resources: PlaybookResources): ReleaseSteps {
  const { playbook, policyName, changed, gone, failed, done } = release;
  const isNone = "$type($before.policyDocument) = 'null'";
  return releaseInlinePolicy(
    {
      playbook,
      policyName,
      found: {
        standing: expression(
          `${readDocument} = $after.policyDocument ? 'left' : ${readDocument} = $before.policyDocument ? 'before' : 'drifted'`,
        ),
        drift: changed,
      },
      absent: { standing: expression(`${isNone} ? 'before' : 'drifted'`), drift: gone },
      unreadable: "The role's policy could not be read.",
      isNone,
      putBack: { name: "PutEarlierPolicy", document: "$before.policyDocument", failed },
      done,
    },
    resources,
  );
}

/** What the role that releases may do. What has to stand again is written with the playbook's own role. */
export const inlineReleaseActions = {
  actions: ["iam:GetRole", "iam:GetRolePolicy", "iam:DeleteRolePolicy", "iam:UntagRole"],
  resource: "role/*",
} as const;
