import { names } from "../../contract/names.ts";
import { killSwitchGuard } from "./kill-switch.ts";
import { iam, type PrincipalKind, targetName } from "./principal.ts";
import { call, expression, type States } from "./states.ts";

/** IAM allows a tag's value 256 characters: room for some six ids. */
const mostTagCharacters = 256;

const id = "$request.containmentId";
const has = (marks: string) => `$contains(' ' & ${marks} & ' ', ' ' & ${id} & ' ')`;
const joined = `$trim($marks & ' ' & ${id})`;

/** The incident tag with this containment's id, where there is room for it. */
const marked = `${has("$marks")} or $length(${joined}) > ${mostTagCharacters} ? $marks : ${joined}`;

/**
 * Sets the warden's tags on a contained user or role. Under the guard policy they let nobody else change it; without
 * one they do nothing. The incident tag holds the ids of all containments of the principal, with spaces between them,
 * so that one that is released does not take away the protection of another.
 *
 * It comes after the change is in place: the identity is contained without them, so what fails here is told and
 * stops nothing. The kill switch is read before, as before every change.
 */
export function markStates(parts: {
  readonly tableName: string;
  readonly kind: PrincipalKind;
  /** The role that sets tags and nothing else. */
  readonly roleArn: string;
  readonly quarantine: boolean;
  readonly next: string;
}): States {
  const { tableName, kind, roleArn, quarantine, next } = parts;
  const tags = [
    { Key: names.incidentTag, Value: expression(marked) },
    ...(quarantine ? [{ Key: names.quarantineTag, Value: "full" }] : []),
  ];
  return {
    ...killSwitchGuard({ tableName, suffix: "ToMark", act: "Mark", engaged: "NotMarked", unreadable: "NotMarked" }),
    Mark: call({
      resource: iam(kind, "tag*"),
      roleArn,
      arguments: { ...targetName(kind), Tags: tags },
      catch: [{ errors: ["States.ALL"], next: "NotMarked", problem: "The warden's tags could not be set." }],
      next,
    }),
    NotMarked: {
      Type: "Pass",
      Assign: {
        note: expression(
          "$note & ' It carries no tag of this containment, so the guard policy does not keep others from changing it back. ' & $problem",
        ),
        problem: "",
      },
      Next: next,
    },
  };
}

/** Ids that stay on the principal when this containment is released. */
const others = `$trim($replace($replace(' ' & $marks & ' ', ' ' & ${id} & ' ', ' '), '  ', ' '))`;

/**
 * Takes this containment's id, and with it the quarantine tag it set, off the principal again. Tags that others own
 * stay. What fails here is told: the principal works again, and only the warden can change it.
 */
export function unmarkStates(parts: {
  readonly kind: PrincipalKind;
  readonly restorer: string;
  readonly marker: string;
  readonly quarantine: boolean;
  readonly next: string;
}): States {
  const { kind, restorer, marker, quarantine, next } = parts;
  const incident = `{'key': '${names.incidentTag}', 'ours': ${has("$marks")}, 'value': ${others}}`;
  const full = `{'key': '${names.quarantineTag}', 'ours': $quarantine = 'full' and $before.quarantine != 'full', 'value': $before.quarantine}`;
  const tags = quarantine ? `[${incident}, ${full}]` : `[${incident}]`;
  const problem = { errors: ["States.ALL"], next: "StillMarked", problem: "The warden's tags could not be taken off." };
  return {
    WhichTags: {
      Type: "Pass",
      Assign: {
        untag: expression(`[$filter(${tags}, function($tag) { $tag.ours and $tag.value = '' }).key]`),
        retag: expression(
          `[$filter(${tags}, function($tag) { $tag.ours and $tag.value != '' }).{'Key': key, 'Value': value}]`,
        ),
      },
      Next: "IsAnyTagOurs",
    },
    IsAnyTagOurs: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$count($untag) > 0"), Next: "Unmark" },
        { Condition: expression("$count($retag) > 0"), Next: "MarkOthers" },
      ],
      Default: next,
    },
    Unmark: call({
      resource: iam(kind, "untag*"),
      roleArn: restorer,
      arguments: { ...targetName(kind), TagKeys: expression("$untag") },
      catch: [problem],
      next: "IsAnyTagLeft",
    }),
    IsAnyTagLeft: {
      Type: "Choice",
      Choices: [{ Condition: expression("$count($retag) > 0"), Next: "MarkOthers" }],
      Default: next,
    },
    MarkOthers: call({
      resource: iam(kind, "tag*"),
      roleArn: marker,
      arguments: { ...targetName(kind), Tags: expression("$retag") },
      catch: [problem],
      next,
    }),
    StillMarked: {
      Type: "Pass",
      Assign: {
        note: expression("$note & ' It still carries tags of this containment: take them off. ' & $problem"),
        problem: "",
      },
      Next: next,
    },
  };
}
