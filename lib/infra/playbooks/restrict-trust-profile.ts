import { policySizes, policyText } from "../../domain/response/policies/policy-document.ts";
import {
  allowSession,
  certificateConditions,
  certificateSids,
  numberedSid,
} from "../../domain/response/policies/session-policy.ts";
import { isOfKind } from "./edit-trust.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { type Caught, call, type Definition, expression, quoted, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";
import { ProfileId, profile, profileGone, profileLasting, readProfile, roles } from "./trust-profile.ts";

/**
 * What the responder role of this playbook may do, and the one that releases. Roles Anywhere has no condition key for
 * the policy; without `iam:PassRole` the call gives a profile no other role.
 */
const actions = {
  actions: ["rolesanywhere:GetProfile", "rolesanywhere:UpdateProfile"],
  resource: "rolesanywhere:*:profile/*",
} as const;

const name = "$request.target.certificateName";

/** `null` where there is no policy. */
const policy = `(${profile}.SessionPolicy ? ${profile}.SessionPolicy : null)`;
const seconds = `(${profile}.DurationSeconds ? ${profile}.DurationSeconds : 3600)`;
const managed = `[$sort([${profile}.ManagedPolicyArns])]`;

/** The shortest that Roles Anywhere issues. */
const shortest = 900;

const allows = policyText(allowSession);
const placeholder = "CERTIFICATE";
/** Each condition as JSONata: JSON is JSONata, but for the name. */
const conditions = certificateConditions(placeholder).map((one) =>
  JSON.stringify(one).replace(JSON.stringify(placeholder), () => name),
);
const denials = conditions.map(
  (condition, at) =>
    `{'Sid': '${certificateSids[at]}' & $string($next), 'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition': ${condition}}`,
);
/** Sids are had once in a policy, and people may have taken some out. */
const numbered = numberedSid.source.replace("?:", "");
const nextNumber = `$max($append([0], $rest.Sid[$contains($, /${numbered}/)].$number($replace($, /^[A-Za-z]+/, '')))) + 1`;
const isDenied = conditions
  .map(
    (condition) =>
      `$count($rest[Effect = 'Deny' and Action = '*' and Resource = '*' and Condition = ${condition}]) > 0`,
  )
  .join(" and ");

/** JSONata: whether the policy that was found denies the certificate, whatever white space and sids it has. */
const denies = `(${policy} = null ? false : ($rest := [$parse(${policy}).Statement]; ${isDenied}))`;

/** JSONata: whether two policies say the same; both may be null. */
const same = (one: string, other: string) =>
  `(${one} = null or ${other} = null ? ${one} = ${other} : $parse(${one}) = $parse(${other}))`;

const wouldAllowMore =
  "The profile limits its sessions by managed policies and has no session policy of its own; one beside them could allow them more.";
const tooLong = `'With the denial the session policy of the profile would have ' & $string($length($text)) & ' characters, and ${policySizes.session} are allowed.`;
const instead = "Nothing was changed. Disable the profile instead (disable-trust-profile).";
/**
 * JSONata: the policy with the denials in front, and why it may not be put, if so. Beside managed policies a profile
 * without a session policy of its own would allow its sessions more than before by one that allows all else.
 */
const plan = [
  `($base := ${policy} = null ? ${allows} : $parse(${policy});`,
  `$rest := [$base.Statement]; $next := ${nextNumber};`,
  `$text := $string($merge([$base, {'Statement': $append([${denials.join(", ")}], $rest)}]));`,
  `{'policy': $text, 'problem': ${policy} = null and $count(${managed}) > 0 ? '${wouldAllowMore} ${instead}' :`,
  `$length($text) > ${policySizes.session} ? ${tooLong} ${instead}' : ''})`,
].join(" ");

/** The duration is always sent: one that is left out is 3,600 s, as AWS has it. */
const writeProfile = (given: {
  readonly roleArn: string;
  readonly policy: string;
  readonly seconds: unknown;
  readonly catch: readonly Caught[];
  readonly next: string;
}): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:rolesanywhere:updateProfile",
    roleArn: given.roleArn,
    arguments: { ProfileId, SessionPolicy: expression(given.policy), DurationSeconds: given.seconds },
    lasting: profileLasting,
    catch: given.catch,
    next: given.next,
  });

const profileKind: ResourceKind = {
  noun: "profile",
  service: "IAM Roles Anywhere",
  instead: "Contain each of the profile's roles (quarantine-role), and whoever changes the profile.",
  read: ({ roleArn, next, onGone, onError }) =>
    readProfile({
      roleArn,
      // A profile's ARN ends with an id that no other one gets.
      assign: {
        principalId: expression(`${profile}.ProfileArn`),
        standing: expression(
          `{'policy': ${policy}, 'durationSeconds': ${seconds}, 'managedPolicies': ${managed}, 'roles': ${roles}}`,
        ),
        isDenied: expression(denies),
        plan: expression(plan),
      },
      catch: [
        { errors: profileGone, next: onGone, problem: "The profile does not exist." },
        { errors: ["States.ALL"], next: onError, problem: "The profile could not be read." },
      ],
      next,
    }),
};

/**
 * Denies everything to one certificate in the session policy of its Roles Anywhere profile: sessions that it gets from
 * then on can do nothing, those of other certificates what they could before. Sessions that were issued before live on,
 * up to 12 hours: revoke-role-sessions on each of the profile's roles stops them.
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html
 */
function definition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("restrict-trust-profile", resources);
  return playbookDefinition(
    {
      playbook: "restrict-trust-profile",
      comment: "Denies everything to one certificate of a profile of IAM Roles Anywhere, and proves it.",
      kind: profileKind,
      first: "IsWorded",
      states: {
        IsWorded: {
          Type: "Choice",
          Choices: [{ Condition: expression(isOfKind("certificateName", "certificateName")), Next: "NoteProfile" }],
          Default: "NotWorded",
        },
        NotWorded: {
          Type: "Pass",
          Assign: {
            problem: "The target names no certificate as a policy can: wildcards and variables are refused.",
          },
          Next: "TargetNotFound",
        },
        NoteProfile: {
          Type: "Pass",
          Assign: { beforeState: expression("$string($standing)") },
          Next: "IsDeniedBefore",
        },
        IsDeniedBefore: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$isDenied = true"), Next: "AlreadyContained" },
            { Condition: expression("$plan.problem = ''"), Next: "SnapshotTaken" },
          ],
          Default: "CannotRestrict",
        },
        CannotRestrict: { Type: "Pass", Assign: { problem: expression("$plan.problem") }, Next: "Failed" },
      },
      act: {
        name: "DenyCertificate",
        assign: {
          afterState: expression(
            `$string($merge([$standing, {'policy': $plan.policy, 'durationSeconds': ${shortest}}]))`,
          ),
        },
        state: writeProfile({
          roleArn,
          policy: "$plan.policy",
          seconds: shortest,
          catch: [
            { errors: profileGone, next: "GoneWhileActing", problem: "The profile is gone." },
            actFailed("Setting the profile's session policy failed, or its answer was lost."),
          ],
          next: "ReadProfileBack",
        }),
      },
      verify: {
        name: "ReadProfileBack",
        state: readProfile({
          roleArn,
          assign: { inPlace: expression(denies) },
          catch: [
            { errors: profileGone, next: "GoneWhileActing", problem: "The profile is gone." },
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The profile's session policy was set, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "Sessions that the certificate gets through the profile from now on can do nothing, and sessions of the profile last 15 minutes; IAM Roles Anywhere was asked again and shows it. Sessions that were issued before live on, up to 12 hours: revoke the sessions of each of its roles as well, which beforeState names.",
        found: "The profile denied everything to the certificate when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/**
 * Gives the profile the session policy and the duration that it had. No call takes a session policy off a profile (the
 * shortest that one takes has one character): where there was none, one that limits nothing stands in its place.
 */
const release = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-restrict-trust-profile", resources);
  const wouldAllowMore = (field: string, now: string) => `${now} != $after.${field}`;
  const isOther = `${wouldAllowMore("roles", roles)} or ${wouldAllowMore("managedPolicies", managed)}`;
  const earlier = `($type($before.policy) = 'string' ? $before.policy : ${quoted(allows)})`;
  const isBefore = `(${same(policy, earlier)} or ${policy} = $before.policy) and ${seconds} = $before.durationSeconds`;
  const isLeft = `${same(policy, "$after.policy")} and ${seconds} = $after.durationSeconds`;
  return {
    playbook: "restrict-trust-profile",
    kind: profileKind,
    look: ({ next, onError }) =>
      readProfile({
        roleArn,
        assign: {
          standing: expression(`${isOther} ? 'drifted' : (${isLeft}) ? 'left' : (${isBefore}) ? 'before' : 'drifted'`),
          drift: expression(
            `${isOther} ? 'Its roles or its managed policies were changed meanwhile: ' & $substring($join($append(${roles}, ${managed}), ', '), 0, 1000) : 'Its session policy or its duration was changed meanwhile, perhaps by a later containment of another certificate: release that one first.'`,
          ),
        },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The profile could not be read." }],
        next,
      }),
    restore: {
      first: "PutSessionPolicyBack",
      states: (failed) => ({
        PutSessionPolicyBack: writeProfile({
          roleArn,
          policy: earlier,
          seconds: expression("$before.durationSeconds"),
          catch: [failed("Putting the profile's session policy back failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: "Sessions of the profile can do what they could before, and last as long. Where it had no session policy, one that allows everything stands there now, which limits nothing: no call of Roles Anywhere takes one off.",
  };
};

/** The playbook with its release and their rights. */
export const restrictTrustProfile = { definition, responder: actions, release, restorer: actions } as const;
