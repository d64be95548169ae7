import fc from "fast-check";
import { firstOpenDay } from "../../../lib/domain/behaviour/baseline.ts";
import { dayMs, dayOf } from "../../../lib/domain/behaviour/calendar.ts";
import { heldBackDays } from "../../../lib/domain/behaviour/held-back.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Assessment } from "../../../lib/domain/response/assessment.ts";
import type { Case } from "../../../lib/domain/response/case.ts";
import { undoVerdict } from "../../../lib/domain/response/undo-verdict.ts";
import { applyVerdict, type Ruled, type Verdict } from "../../../lib/domain/response/verdict.ts";
import { isAllowed, mostAllowances } from "../../../lib/domain/trust/allowance.ts";
import { contributionsOf, type Standing } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { trustOf } from "../../../lib/domain/trust/trust-score.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";
import { line, madeCase } from "./made-case.ts";

/** The backup moves to another region, another network and another tool: everything about it looks stolen. */
const moved = (night: number, minute = 30): Activity =>
  madeActivity({
    eventId: eventIdOf(700_000 + night * 100 + minute),
    timeMs: nightOf(night) + minute * 60_000,
    eventName: "GetObject",
    sourceAddress: "203.0.113.77",
    userAgent: "rclone/1.6",
    region: "ap-southeast-2",
  });

const nights = nightlyBackup(70);
const night = (number: number) => nights.slice(number * 6, number * 6 + 6);

function caseOf(assessments: readonly Assessment[], bent: Partial<Case> = {}): Case {
  const story = assessments.flatMap(({ signals }) =>
    signals.map((signal) =>
      line(signal.kind, signal.observed, {
        timeMs: signal.timeMs,
        eventId: signal.eventId,
        points: signal.points,
        deterministic: signal.deterministic,
        sensitive: signal.sensitive,
      }),
    ),
  );
  const times = assessments.map(({ activity }) => activity.timeMs);
  return madeCase(story, { openedMs: Math.min(...times), updatedMs: Math.max(...times), ...bent });
}

/** Thirty nights, the move on the thirtieth, and `after` ordinary nights more: the day of the move is held back. */
function afterTheMove(after: number): { readonly standing: Standing; readonly file: Case; readonly nowMs: number } {
  const standing = learned(nightlyBackup(30));
  const file = caseOf(assessAll(standing, [moved(30)]));
  for (let number = 31; number < 31 + after; number++) assessAll(standing, night(number));
  return { standing, file, nowMs: nightOf(30 + after) + 2 * 3_600_000 };
}

const said = (kind: Verdict["kind"], bent: Partial<Verdict> = {}): Verdict => ({
  kind,
  owner: "team-storage",
  reason: "the backup moved, change 4711",
  named: [],
  ...(kind === "expected" ? { untilMs: nightOf(200) } : {}),
  ...bent,
});

function ruled(standing: Standing, file: Case, verdict: Verdict, nowMs: number): Ruled {
  const answer = applyVerdict(standing, file, verdict, nowMs);
  if (typeof answer === "string") throw new Error(answer);
  return answer;
}

const moveDay = dayOf(nightOf(30));
const bandsOf = (standing: Standing, activity: Activity) => shownBy(standing, activity).signals.map(({ band }) => band);

test("expected: the evidence goes, trust is back, what follows is allowed, and the held-back day is learned", () => {
  const { standing, file, nowMs } = afterTheMove(2);
  expect(heldBackDays(standing.baseline)).toEqual([moveDay]);
  expect(trustOf(contributionsOf(standing), nowMs, 1)).toBeLessThan(80);
  expect(bandsOf(standing, moved(33))).toContain("unseen");
  const { standing: after, case: closed, effects } = ruled(standing, file, said("expected"), nowMs);
  expect(contributionsOf(after)).toEqual([]);
  expect(effects.learnedDays).toEqual([moveDay]);
  expect(heldBackDays(after.baseline)).toEqual([]);
  const next = shownBy(after, moved(33)).signals;
  expect(next.map(({ band }) => band)).not.toContain("unseen");
  expect(next.every((signal) => isAllowed(after.allowances, signal))).toBe(true);
  expect(closed.ruling).toMatchObject({ verdict: "expected", owner: "team-storage", untilMs: nightOf(200) });
  expect(after.ruledMs).toBe(closed.ruling?.ruledMs);
});

test("expected, while the day is still open: it closes as any other day and is learned", () => {
  const { standing, file, nowMs } = afterTheMove(0);
  const { standing: after, effects } = ruled(standing, file, said("expected"), nowMs);
  expect(effects.learnedDays).toEqual([]);
  assessAll(after, night(31));
  assessAll(after, night(32));
  expect(heldBackDays(after.baseline)).toEqual([]);
  expect(bandsOf(after, moved(33))).not.toContain("unseen");
});

test("benign: the evidence goes, but nothing is learned and nothing later is allowed", () => {
  for (const nightsAfter of [0, 2]) {
    const { standing, file, nowMs } = afterTheMove(nightsAfter);
    const { standing: after, effects } = ruled(standing, file, said("benign"), nowMs);
    expect(contributionsOf(after)).toEqual([]);
    expect(effects.heldDays).toEqual(nightsAfter === 0 ? [moveDay] : []);
    if (nightsAfter === 0) for (const number of [31, 32]) assessAll(after, night(number));
    expect(heldBackDays(after.baseline)).toEqual([moveDay]);
    const again = shownBy(after, moved(33)).signals;
    expect(again.map(({ band }) => band)).toContain("unseen");
    expect(again.some((signal) => isAllowed(after.allowances, signal))).toBe(false);
    // A record of the case itself that comes late or twice is covered.
    expect(file.story.every(({ timeMs }) => timeMs <= (after.allowances[0]?.untilMs ?? 0))).toBe(true);
  }
});

test("what a sweep told is no evidence: it needs no name, and its day is neither learned, held back nor forgotten", () => {
  const { standing, file, nowMs } = afterTheMove(2);
  const told = { ...line("action", "x"), what: "sweep", text: "sweep of access key A: nothing", timeMs: nowMs };
  const swept = { ...file, story: [...file.story, told] };
  for (const [kind, bent] of [
    ["expected", { untilMs: nowMs + dayMs }],
    ["benign", {}],
    ["abuse", {}],
  ] as const) {
    const [plain, other] = [file, swept].map((one) => ruled(standing, one, said(kind, bent), nowMs).effects);
    expect(other).toEqual(plain);
  }
});

test("abuse: the evidence stays, the day is forgotten for good, and containing is advised", () => {
  for (const nightsAfter of [0, 2]) {
    const { standing, file, nowMs } = afterTheMove(nightsAfter);
    const { standing: after, effects } = ruled(standing, file, said("abuse"), nowMs);
    expect(contributionsOf(after)).toEqual(contributionsOf(standing));
    expect(effects).toMatchObject({ forgottenDays: [moveDay], allowance: undefined, removed: [] });
    expect(effects.advice).toEqual(["contain the identity: nothing was contained for this case"]);
    for (let number = 31 + nightsAfter; number < 70; number++) assessAll(after, night(number));
    expect(bandsOf(after, moved(69, 40))).toContain("unseen");
  }
  const target = { playbook: "disable-access-key", accountId: "1", userName: "backup", accessKeyId: "AKIA1" } as const;
  const { standing, file, nowMs } = afterTheMove(0);
  const advice = (bent: Partial<Case>) => ruled(standing, { ...file, ...bent }, said("abuse"), nowMs).effects.advice;
  expect(advice({ target })).toEqual(["contain access key AKIA1 of user backup, account 1"]);
  expect(advice({ target, containmentIds: ["c-1"] })).toEqual(["keep the containment in force: c-1"]);
});

test("abuse also takes out a day that had been learned because trust did not fall far enough", () => {
  const standing = learned(nightlyBackup(30));
  const odd = madeActivity({ eventId: eventIdOf(1), timeMs: nightOf(30), userAgent: "curl/8" });
  const file = caseOf(assessAll(standing, [odd]));
  for (const number of [31, 32]) assessAll(standing, night(number));
  const again = { ...odd, eventId: eventIdOf(2), timeMs: nightOf(33) };
  expect(bandsOf(standing, again)).toEqual(["rare"]);
  expect(bandsOf(ruled(standing, file, said("abuse"), nightOf(33)).standing, again)).toEqual(["unseen"]);
});

test("the standing that was given stays as it is", () => {
  const { standing, file, nowMs } = afterTheMove(2);
  const before = encodeStanding(standing);
  for (const kind of ["expected", "benign", "abuse"] as const) ruled(standing, file, said(kind), nowMs);
  expect(encodeStanding(standing)).toEqual(before);
});

test("facts, foreign findings and sensitive rules stay evidence unless they are named, and so does their day", () => {
  const { standing, file, nowMs } = afterTheMove(2);
  const fact = line("rule-match", "rule logging-stopped: Logging stopped", { timeMs: nightOf(30), sensitive: true });
  const mixed = { ...file, story: [...file.story, fact] };
  const silent = ruled(standing, mixed, said("expected"), nowMs);
  expect(silent.effects.untouched).toEqual([fact]);
  expect(silent.effects.learnedDays).toEqual([]);
  expect(silent.effects.allowance?.allowed.some(({ kind }) => kind === "rule-match")).toBe(false);
  for (const name of ["rule logging-stopped", "rule logging-stopped: Logging stopped"]) {
    const named = ruled(standing, mixed, said("expected", { named: [name] }), nowMs);
    expect(named.effects.untouched).toEqual([]);
    expect(named.effects.learnedDays).toEqual([moveDay]);
  }
  const onlyFact = applyVerdict(
    standing,
    { ...file, story: [fact] },
    said("expected", { named: ["rule logging"] }),
    nowMs,
  );
  expect(onlyFact).toMatch(/exempt only by name/);
  // A line that does not say whether it is a fact is taken for one.
  const { deterministic: _, sensitive: __, ...unsaid } = fact;
  expect(ruled(standing, { ...file, story: [...file.story, unsaid] }, said("benign"), nowMs).effects.untouched).toEqual(
    [unsaid],
  );
});

test("of a story that was cut nothing is learned", () => {
  const { standing, file, nowMs } = afterTheMove(2);
  expect(ruled(standing, { ...file, omitted: 1 }, said("expected"), nowMs).effects.learnedDays).toEqual([]);
});

test("a line whose text does not tell observed from expected is not reached", () => {
  const { standing, file, nowMs } = afterTheMove(2);
  const { observed: _, ...forged } = line("user-agent", "user-agent x; expected: y");
  expect(
    ruled(standing, { ...file, story: [...file.story, forged] }, said("expected"), nowMs).effects.untouched,
  ).toEqual([forged]);
});

test.each<[string, Partial<Verdict>, RegExp]>([
  ["no owner", { owner: " " }, /needs an owner/],
  ["no reason", { reason: "" }, /needs a reason/],
  ["no end", { untilMs: undefined }, /needs an end/],
  ["an end that is over", { untilMs: nightOf(1) }, /until 2026-03-03 is not possible/],
  ["an end beyond 400 days", { untilMs: nightOf(600) }, /at most 400 days ahead/],
  ["an end that is no number", { untilMs: Number.NaN }, /until NaN is not possible/],
])("an allowance with %s is refused", (_, bent, sentence) => {
  const { standing, file, nowMs } = afterTheMove(0);
  expect(applyVerdict(standing, file, said("expected", bent), nowMs)).toMatch(sentence);
});

test("a closed case is not ruled on again, and a verdict without an allowance has no end", () => {
  const { standing, file, nowMs } = afterTheMove(0);
  const { case: closed, standing: after } = ruled(standing, file, said("benign"), nowMs);
  expect(applyVerdict(after, closed, said("abuse"), nowMs)).toMatch(/was ruled benign by team-storage already/);
  expect(applyVerdict(standing, file, said("abuse", { untilMs: nightOf(99) }), nowMs)).toMatch(/has no end/);
});

test("an identity holds a bounded number of allowances; those that ended make room", () => {
  const { standing, file, nowMs } = afterTheMove(0);
  let held = standing;
  for (let number = 0; number < mostAllowances; number++) {
    held = ruled(held, { ...file, caseId: `case-${number}` }, said("expected"), nowMs).standing;
  }
  expect(new Set(held.allowances.map(({ grantedMs }) => grantedMs)).size).toBe(mostAllowances);
  expect(applyVerdict(held, file, said("expected"), nowMs)).toMatch(/holds 16 allowances already/);
  const later = said("expected", { untilMs: nightOf(400) });
  expect(ruled(held, file, later, nightOf(200) + 8 * dayMs).standing.allowances).toHaveLength(1);
});

test("hostile text of a verdict is made printable and cut", () => {
  const { standing, file, nowMs } = afterTheMove(0);
  const { case: closed } = ruled(
    standing,
    file,
    said("benign", { owner: "a\n\u202eb", reason: "x".repeat(999) }),
    nowMs,
  );
  expect(closed.ruling?.owner).toBe("a\\n\\u{202e}b");
  expect(closed.ruling?.reason).toHaveLength(300);
});

const days = (standing: Standing) => [heldBackDays(standing.baseline), firstOpenDay(standing.baseline)];

test("a verdict that is taken back at once leaves what was there before", () => {
  const kinds = fc.constantFrom("expected" as const, "benign" as const, "abuse" as const);
  fc.assert(
    fc.property(kinds, fc.integer({ min: 0, max: 20 }), (kind, after) => {
      const { standing, file, nowMs } = afterTheMove(after);
      const { standing: changed, effects } = ruled(standing, file, said(kind), nowMs);
      const back = undoVerdict(changed, standing, effects);
      expect(contributionsOf(back)).toEqual(contributionsOf(standing));
      expect(back.allowances).toEqual([]);
      expect(back.ruledMs).toBe(standing.ruledMs);
      expect(days(back)).toEqual(days(standing));
      // Rates of a forgotten day, and hours of older days, are not brought back.
      expect(shownBy(back, moved(52)).signals.map(({ kind: of, band }) => [of, band])).toEqual(
        shownBy(standing, moved(52)).signals.map(({ kind: of, band }) => [of, band]),
      );
    }),
    { numRuns: 40 },
  );
});

test("a verdict that is taken back later keeps what was learned since", () => {
  for (const kind of ["expected", "benign", "abuse"] as const) {
    const { standing, file, nowMs } = afterTheMove(0);
    const untouched = copyOf(standing);
    const { standing: changed, effects } = ruled(standing, file, said(kind), nowMs);
    for (const one of [changed, untouched]) for (const number of [31, 32, 33]) assessAll(one, night(number));
    const back = undoVerdict(changed, standing, effects);
    expect(trustOf(contributionsOf(back), nightOf(34), 1)).toBeCloseTo(
      trustOf(contributionsOf(untouched), nightOf(34), 1),
    );
    expect(days(back)).toEqual(days(untouched));
    expect(back.baseline.newestMs).toBe(untouched.baseline.newestMs);
  }
});
