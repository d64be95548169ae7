import { type SignalFamily, signalFamilies } from "../detection/signal.ts";
import type { Assessment } from "./assessment.ts";
import type { Case, CaseSession } from "./case.ts";
import { countsFrom, independentKinds } from "./decide.ts";

/** Sessions that a case remembers, the latest to give evidence. */
export const mostCaseSessions = 16;

/** What one assessment says of the session that it was done in, for `sessionWith`. */
export function evidenceOfSession(
  session: Pick<CaseSession, "key" | "maker">,
  { actor, signals }: Pick<Assessment, "actor" | "signals">,
): CaseSession {
  const weighty = signals.filter(({ points }) => points >= countsFrom);
  const families = new Set(weighty.map(({ family }) => family));
  return {
    ...session,
    ...(actor.principalId === undefined ? {} : { principalId: actor.principalId }),
    families: signalFamilies.filter((family) => families.has(family)),
    sensitive: weighty.some(({ sensitive }) => sensitive),
    fact: weighty.some(({ deterministic }) => deterministic),
  };
}

/**
 * The sessions with one that gave evidence (again): families are united and marks are OR-ed, so that neither order nor
 * repetition changes them. The same list where nothing is new; the one without evidence for longest is dropped.
 */
export function withSession(known: readonly CaseSession[] = [], session: CaseSession): readonly CaseSession[] {
  const held = known.find(({ key }) => key === session.key);
  if (held === undefined) return [...known, session].slice(-mostCaseSessions);
  const joined = join(held, session);
  if (JSON.stringify(joined) === JSON.stringify(held)) return known;
  return [...known.filter((one) => one !== held), joined];
}

function join(held: CaseSession, more: CaseSession): CaseSession {
  const families = unite(held.families, more.families);
  return {
    key: held.key,
    maker: held.maker === "" ? more.maker : held.maker,
    ...optional("principalId", held.principalId ?? more.principalId),
    ...optional("families", families),
    ...optional("sensitive", either(held.sensitive, more.sensitive)),
    ...optional("fact", either(held.fact, more.fact)),
  };
}

const optional = (name: keyof CaseSession, value: unknown): Partial<CaseSession> =>
  value === undefined ? {} : { [name]: value };

const either = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === undefined ? b : a || (b ?? false);

function unite(a: readonly SignalFamily[] | undefined, b: readonly SignalFamily[] | undefined) {
  if (a === undefined || b === undefined) return a ?? b;
  return signalFamilies.filter((family) => a.includes(family) || b.includes(family));
}

/**
 * Whether what one session did would be enough to contain it, as `decide` asks it of an identity: a fact, or two
 * independent kinds of evidence and a sensitive action among them. Other sessions' evidence never counts against it.
 */
export const isMisused = ({ fact, sensitive, families = [] }: CaseSession): boolean =>
  fact === true || (sensitive === true && independentKinds(families).length >= 2);

/**
 * Who asked for the sessions that gave evidence: other identities, as far as they are known. AWS's services have no
 * case.
 */
export const makersOf = ({ sessions = [], identityKey }: Case): readonly string[] => [
  ...new Set(
    sessions.flatMap(({ maker }) =>
      maker === "" || maker === identityKey || maker.startsWith("service:") ? [] : [maker],
    ),
  ),
];

/** The case after it came out who made a session; the same one where none of its evidence came from that session. */
export function withMaker(file: Case, session: CaseSession): Case {
  const held = file.sessions?.find(({ key }) => key === session.key);
  if (held === undefined || held.maker !== "" || session.maker === "") return file;
  return {
    ...file,
    sessions: (file.sessions ?? []).map((one) => (one === held ? { ...held, maker: session.maker } : one)),
  };
}
