import type { PlaybookName } from "../../domain/response/decision.ts";
import { targetName } from "./principal.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type State } from "./states.ts";

/** A containment that sets the status of one long-term credential of a user to Inactive. */
export interface CredentialStatus {
  readonly playbook: PlaybookName;
  readonly comment: string;
  /** `Key`, `Credential`: in the names of states, and in small letters in sentences for people. */
  readonly noun: string;
  /** `access key`: what it is called where it is not plain which is meant. */
  readonly called: string;
  /** Operation that lists the user's credentials. */
  readonly list: string;
  /** JSONata over its answer: the credential's status, or `Absent`. */
  readonly status: string;
  /** Statuses in which it works for nobody, `Inactive` among them. */
  readonly dead: readonly string[];
  /** Operation that sets the status, and the argument beside the user's name that names the credential. */
  readonly update: string;
  readonly credential: Readonly<Record<string, string>>;
}

interface Listing {
  readonly roleArn: string;
  readonly assign: Record<string, string>;
  readonly next: string;
  readonly problem: string;
  readonly onGone: string;
  readonly onError: string;
}

const iam = (operation: string) => `arn:aws:states:::aws-sdk:iam:${operation}`;

const listCredentials = (
  { list }: CredentialStatus,
  { roleArn, assign, next, problem, onGone, onError }: Listing,
): State =>
  call({
    resource: iam(list),
    roleArn,
    arguments: targetName("user"),
    assign,
    catch: [
      { errors: ["Iam.NoSuchEntityException"], next: onGone, problem: "The user does not exist." },
      { errors: ["States.ALL"], next: onError, problem },
    ],
    next,
  });

const setStatus = ({ credential }: CredentialStatus, status: "Active" | "Inactive") => ({
  ...targetName("user"),
  ...credential,
  Status: status,
});

export function credentialStatusDefinition(one: CredentialStatus, resources: PlaybookResources): Definition {
  const { playbook, comment, noun, called, status, dead, update } = one;
  const roleArn = responderRole(playbook, resources);
  const word = noun.toLowerCase();
  return playbookDefinition(
    {
      playbook,
      comment,
      kind: "user",
      first: `Read${noun}Before`,
      states: {
        [`Read${noun}Before`]: listCredentials(one, {
          roleArn,
          assign: { status: expression(status), beforeState: expression(`$string({'status': ${status}})`) },
          next: `Is${noun}Active`,
          problem: `The user's ${word}s could not be read. Nothing was changed.`,
          onGone: "TargetNotFound",
          onError: "WhyNotChanged",
        }),
        [`Is${noun}Active`]: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$status = 'Active'"), Next: "SnapshotTaken" },
            { Condition: expression("$status = 'Absent'"), Next: `${noun}Absent` },
          ],
          Default: "AlreadyContained",
        },
        [`${noun}Absent`]: {
          Type: "Pass",
          Assign: { problem: `The user has no such ${word}.` },
          Next: "TargetNotFound",
        },
      },
      act: {
        name: `Disable${noun}`,
        assign: { afterState: '{"status":"Inactive"}' },
        state: call({
          resource: iam(update),
          roleArn,
          arguments: setStatus(one, "Inactive"),
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: `The ${word} is gone.` },
            actFailed(`Setting the ${word} to Inactive failed, or its answer was lost.`),
          ],
          next: `Read${noun}Back`,
        }),
      },
      verify: {
        name: `Read${noun}Back`,
        state: listCredentials(one, {
          roleArn,
          // What is gone works for nobody.
          assign: {
            inPlace: expression(`(${status}) in [${[...dead, "Absent"].map((text) => `'${text}'`).join(", ")}]`),
          },
          next: "IsInPlace",
          problem: `The ${word} was set to Inactive, but that could not be read back.`,
          onGone: "GoneWhileActing",
          onError: "NotReadBack",
        }),
      },
      simulate: undefined,
      sentences: {
        done: `The ${called} is Inactive; IAM was asked again and shows it.`,
        found: `The ${called} was not Active when the playbook began. Nothing was changed.`,
      },
    },
    resources,
  );
}

/** Sets it to Active again. That it was in nobody else's hands is for the person to know who releases it. */
export function releaseCredential(one: CredentialStatus, resources: PlaybookResources): ReleaseSteps {
  const { playbook, noun, called, status, update } = one;
  const roleArn = responderRole(`release-${playbook}`, resources);
  const word = noun.toLowerCase();
  return {
    playbook,
    kind: "user",
    look: ({ next, onError }) =>
      listCredentials(one, {
        roleArn,
        assign: {
          standing: expression(`(${status}) = 'Inactive' ? 'left' : (${status}) = 'Active' ? 'before' : 'drifted'`),
          drift: `The ${word} is neither Active nor Inactive: it expired, or was deleted.`,
        },
        next,
        problem: `The user's ${word}s could not be read.`,
        onGone: onError,
        onError,
      }),
    restore: {
      first: `Enable${noun}`,
      states: (failed) => ({
        [`Enable${noun}`]: call({
          resource: iam(update),
          roleArn,
          arguments: setStatus(one, "Active"),
          catch: [failed(`Setting the ${word} to Active failed, or its answer was lost.`)],
          next: "ReadRestored",
        }),
      }),
    },
    done: `The ${called} is Active again.`,
  };
}

/** What the responder role of such a playbook may do, in every account, and the role that releases. */
export const credentialStatusActions = (list: string, update: string) => ({
  actions: ["iam:GetUser", list, update],
  resource: "user/*",
});
export const credentialReleaseActions = (list: string, update: string) => ({
  actions: ["iam:GetUser", list, update, "iam:UntagUser"],
  resource: "user/*",
});
