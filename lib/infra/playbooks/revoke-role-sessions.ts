import { names } from "../../contract/names.ts";
import { revokeOlderSessions } from "../../domain/response/policies/revoke-older-sessions.ts";
import { inlinePolicyDefinition, readDocument, wholeBefore } from "./inline-policy.ts";
import { policyExpression } from "./policy-expression.ts";
import type { ReleaseSteps } from "./release.ts";
import { releaseWholePolicy } from "./release-inline-policy.ts";
import type { PlaybookResources } from "./skeleton.ts";
import { type Definition, expression } from "./states.ts";

/**
 * Sessions issued while IAM spreads the policy are revoked too: the cut-off lies 30 s after the state that sets it.
 * A workload that gets new credentials within those 30 s has to get them once more.
 */
const cutOff = "$fromMillis($toMillis($states.context.State.EnteredTime) + 30000)";

const someInstant = "2026-01-01T00:00:00.000Z";
const document = (instant: string) => policyExpression(revokeOlderSessions(someInstant), { [someInstant]: instant });

const policyName = `'${names.revokePolicy}'`;

/**
 * Denies everything to sessions of a role that were issued before now, with one inline policy. New sessions work. It is
 * undone by deleting that policy. Whoever can still assume the role gets a new session: contain the source as well.
 */
export const revokeRoleSessionsDefinition = (resources: PlaybookResources): Definition =>
  inlinePolicyDefinition(
    {
      playbook: "revoke-role-sessions",
      comment: "Revokes the sessions of a role that were issued before now, and proves it.",
      policyName,
      before: {
        ...wholeBefore,
        unreadable: "The role's earlier revocation could not be read. Nothing was changed.",
      },
      act: {
        name: "RevokeSessions",
        assign: {
          cutOff: expression(cutOff),
          afterState: expression(`$string({'policyDocument': ${document(cutOff)}})`),
        },
        document: document("$cutOff"),
      },
      inPlace: `${readDocument} = ${document("$cutOff")}`,
      // A session of a second before the cut-off; the simulator takes dates without milliseconds as well.
      simulate: [{ key: "aws:TokenIssueTime", type: "date", value: "$fromMillis($toMillis($cutOff) - 1000)" }],
      sentences: {
        done: "Every session of the role issued before the cut-off is denied; IAM was asked again and shows the policy.",
      },
    },
    resources,
  );

/** Takes the policy off the role again, or puts back the earlier one. */
export const releaseRoleSessions = (resources: PlaybookResources): ReleaseSteps =>
  releaseWholePolicy(
    {
      playbook: "revoke-role-sessions",
      policyName,
      changed: `The policy ${names.revokePolicy} on the role says something else: a later containment moved its cut-off, or somebody changed it.`,
      gone: `Somebody took the policy ${names.revokePolicy} off the role.`,
      failed: "Putting the earlier policy back failed, or its answer was lost.",
      done: "The role's older sessions work again, as far as they have not expired.",
    },
    resources,
  );
