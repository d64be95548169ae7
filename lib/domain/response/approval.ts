import { type ContainmentTarget, type PlaybookName, playbookScope } from "./decision.ts";
import { isSamePerson, isSamePrincipal, type Person, personOf, principalOfArn } from "./person.ts";
import { principalOf } from "./target-text.ts";

/** `waiting` until enough people said yes, one said no, or the time is over. */
export const approvalStatuses = ["waiting", "approved", "denied", "narrowed", "expired"] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];

export const answers = ["approve", "deny", "narrow"] as const;
export type AnswerKind = (typeof answers)[number];

/** What one person said. */
export interface Said {
  /** ARN of the caller, as STS says it. */
  readonly who: string;
  /** ISO 8601 with milliseconds. */
  readonly at: string;
  readonly answer: AnswerKind;
  /** With `narrow`: the place in the question's `narrower`. */
  readonly narrower?: number | undefined;
  readonly why: string;
}

/** The question whether a containment may be carried out. */
export interface Approval {
  readonly containmentId: string;
  readonly identityKey: string;
  readonly caseId: string;
  readonly playbook: PlaybookName;
  readonly target: ContainmentTarget;
  /** What may be chosen instead. */
  readonly narrower: readonly ContainmentTarget[];
  /** Sentences on who depends on the target. */
  readonly impact: readonly string[];
  readonly reason: string;
  /** How many different people have to say yes. */
  readonly people: 1 | 2;
  readonly status: ApprovalStatus;
  /** ISO 8601 with milliseconds. */
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly said: readonly Said[];
  /** ARN of the person who started the containment by hand. */
  readonly startedBy: string | undefined;
  /** When the waiting playbook took the answer. */
  readonly deliveredAt: string | undefined;
}

/** What ends the waiting state of a playbook. */
export interface TaskAnswer {
  readonly answer: AnswerKind;
  /** ARNs of those who said so. */
  readonly who: readonly string[];
  readonly why: string;
  /** With `narrow`: the place in the request's `narrower`. */
  readonly narrower?: number;
}

/**
 * A sentence why an answer does not count, or the question as it then stands and what the playbook is told, if that
 * ends it.
 */
export type Answered =
  | { readonly refused: string }
  | { readonly approval: Approval; readonly isNew: boolean; readonly task: TaskAnswer | undefined };

const statusOf: Readonly<Record<AnswerKind, ApprovalStatus>> = {
  approve: "approved",
  deny: "denied",
  narrow: "narrowed",
};

/**
 * Takes one person's answer. One no ends it, because it leaves everything as it is; a yes needs `people` different
 * ones, and a narrower measure as many where it stops a whole identity too. Nobody says yes to what they started, and
 * whom the containment is about says nothing. `homeAccount` is the account whose people answer.
 */
export function answerApproval(approval: Approval, said: Said, homeAccount: string): Answered {
  const person = personOf(said.who);
  if (typeof person === "string") return refused(person);
  const barred = whyBarred(approval, said, person, homeAccount);
  if (barred !== undefined) return refused(barred);
  if (approval.status !== "waiting") return repeated(approval, said);
  if (Date.parse(said.at) >= Date.parse(approval.expiresAt)) {
    return refused(`the time to answer was over at ${approval.expiresAt}; nhi containments shows what became of it`);
  }
  const agreeing = approval.said.filter((one) => isSameAnswer(one, said));
  const spoke = approval.said.find(({ who }) => isBy(who, person));
  if (spoke !== undefined && said.answer !== "deny") {
    const needed = `it needs ${needsPeople(approval, said)} different ones`;
    return refused(`you answered already (${spoke.answer}) and count as one person; ${needed}. A no still counts`);
  }
  const heard = [...approval.said, said];
  if (agreeing.length + 1 < needsPeople(approval, said)) {
    return { approval: { ...approval, said: heard }, isNew: true, task: undefined };
  }
  const ended = { ...approval, said: heard, status: statusOf[said.answer] };
  return { approval: ended, isNew: true, task: taskOf(ended, said) };
}

/** How many people have to give an answer before it counts. */
export function needsPeople(approval: Approval, { answer, narrower }: Pick<Said, "answer" | "narrower">): 1 | 2 {
  if (answer === "deny") return 1;
  if (answer === "approve") return approval.people;
  const target = approval.narrower[narrower ?? -1];
  return target !== undefined && playbookScope[target.playbook] !== "identity" ? 1 : approval.people;
}

const refused = (why: string): Answered => ({ refused: why });
const isSameAnswer = (a: Said, b: Said): boolean => a.answer === b.answer && a.narrower === b.narrower;

function isBy(arn: string, person: Person): boolean {
  const other = personOf(arn);
  return typeof other !== "string" && isSamePerson(other, person);
}

function whyBarred(approval: Approval, said: Said, person: Person, homeAccount: string): string | undefined {
  if (person.accountId !== homeAccount) {
    return `people of account ${homeAccount} answer, where the warden lives; you are of ${person.accountId}`;
  }
  const concerned = [approval.identityKey, ...[approval.target, ...approval.narrower].map(principalOf)];
  const isConcerned = concerned.some((arn) => {
    const principal = principalOfArn(arn);
    return principal !== undefined && isSamePrincipal(principal, person);
  });
  if (isConcerned) return "the containment is about you; somebody else has to answer";
  if (said.answer !== "deny" && approval.startedBy !== undefined) {
    const starter = personOf(approval.startedBy);
    // Who it was has to be known to say that it was somebody else.
    if (typeof starter === "string" || isSamePerson(starter, person)) {
      return "you started it, or it is not known who did; somebody else has to say yes";
    }
  }
  if (said.answer !== "narrow") return undefined;
  if (said.narrower !== undefined && approval.narrower[said.narrower] !== undefined) return undefined;
  const count = approval.narrower.length;
  return count === 0
    ? "there is no narrower measure to choose; approve or deny"
    : `there is no narrower measure ${(said.narrower ?? -1) + 1}; choose 1${count === 1 ? "" : ` to ${count}`}`;
}

/** An answer that was given may be given again where the playbook did not take it: the call to it may have failed. */
function repeated(approval: Approval, said: Said): Answered {
  const last = approval.said.at(-1);
  const isUndelivered = approval.status !== "expired" && approval.deliveredAt === undefined;
  if (last !== undefined && isUndelivered && isSameAnswer(last, said) && approval.status === statusOf[said.answer]) {
    return { approval, isNew: false, task: taskOf(approval, last) };
  }
  const when = last === undefined || approval.status === "expired" ? "" : ` at ${last.at} by ${last.who}`;
  return refused(`it is ${approval.status} already${when}; nhi containments shows what became of it`);
}

function taskOf(approval: Approval, last: Said): TaskAnswer {
  const agreed = approval.said.filter((one) => isSameAnswer(one, last));
  return {
    answer: last.answer,
    who: agreed.map(({ who }) => who),
    why: agreed
      .map(({ why }) => why)
      .filter((why) => why !== "")
      .join("; "),
    ...(last.narrower === undefined ? {} : { narrower: last.narrower }),
  };
}
