import fc from "fast-check";
import { dayMs } from "../../../lib/domain/behaviour/calendar.ts";
import type { Signal } from "../../../lib/domain/detection/signal.ts";
import type { Assessment } from "../../../lib/domain/response/assessment.ts";
import type { Case } from "../../../lib/domain/response/case.ts";
import { continueCase } from "../../../lib/domain/response/case-file.ts";
import { makersOf, mostCaseSessions, withMaker } from "../../../lib/domain/response/case-sessions.ts";
import { type ContainmentTarget, type ResponseAction, responses } from "../../../lib/domain/response/decision.ts";
import { defaultGuardRails } from "../../../lib/domain/response/guard-rails.ts";
import { type Reason, requestContainment as requestWith } from "../../../lib/domain/response/request-containment.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeActivity, madeActor } from "../made-activity.ts";
import { contribution, noon } from "../trust/contributions.ts";

const target: ContainmentTarget = {
  playbook: "disable-access-key",
  accountId: "111122223333",
  userName: "backup",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
};

const requestContainment = (file: Case, wanted: ContainmentTarget, reason: Reason, nowMs: number) =>
  requestWith(file, wanted, reason, nowMs, { rails: defaultGuardRails });

const signal = (number: number, bent: Partial<Signal> = {}): Signal => {
  const { credential: _, ...made } = contribution({
    observed: `network ${number}`,
    eventId: `event-${number}`,
    ...bent,
  });
  return made;
};

function assessment(action: ResponseAction, minute: number, bent: Partial<Assessment> = {}): Assessment {
  const timeMs = noon + minute * 60_000;
  return {
    activity: madeActivity({ eventId: `event-${minute}`, timeMs }),
    actor: madeActor(),
    findings: [],
    signals: [signal(minute, { timeMs })],
    trust: 50,
    losses: [],
    decision: { action, reasons: ["trust is 50"], target: action === "contain" ? target : undefined },
    ...bent,
  };
}

const opened = (action: ResponseAction = "review", minute = 0) =>
  continueCase(undefined, assessment(action, minute)) as Case;

test("what is only observed opens no case; review does", () => {
  expect(continueCase(undefined, assessment("observe", 0))).toBeUndefined();
  for (const action of responses.slice(1)) expect(opened(action).action).toBe(action);
});

test("an open case takes in what is only observed, and keeps its strongest response and its lowest trust", () => {
  const first = opened("alert");
  const second = continueCase(first, assessment("observe", 5, { trust: 80 })) as Case;
  expect(second).toMatchObject({ caseId: first.caseId, action: "alert", trust: 50, openedMs: noon });
  expect(second.updatedMs).toBe(noon + 5 * 60_000);
  expect(second.story.map(({ eventId }) => eventId)).toEqual(["event-0", "event-5"]);
  const third = continueCase(second, assessment("contain", 6, { trust: 20 })) as Case;
  expect(third).toMatchObject({ action: "contain", trust: 20, target });
  expect(continueCase(third, assessment("alert", 7))).toMatchObject({ action: "contain", trust: 20, target });
});

test("an activity without a signal leaves a case as it is", () => {
  const file = opened();
  expect(continueCase(file, assessment("observe", 9, { signals: [] }))).toBe(file);
});

test("the same activity once more leaves the very same case; anything new makes another", () => {
  const file = continueCase(opened("alert"), assessment("contain", 5)) as Case;
  expect(continueCase(file, assessment("contain", 5))).toBe(file);
  expect(continueCase(file, assessment("alert", 0))).toBe(file);
  const news = [
    assessment("contain", 6),
    assessment("contain", 5, { trust: 10 }),
    assessment("contain", 5, { signals: [signal(9)] }),
  ];
  for (const one of news) expect(continueCase(file, one)).not.toEqual(file);
  const second = { ...target, accessKeyId: "AKIAI44QH8DHBEXAMPLE" };
  const decision = { ...assessment("contain", 5).decision, target: second };
  expect(continueCase(file, assessment("contain", 5, { decision }))).toMatchObject({ target: second });
});

test("a case begins with what had lowered trust before", () => {
  const earlier = contribution({ eventId: "yesterday", timeMs: noon - dayMs, observed: "region ap-southeast-2" });
  const losses = [{ family: earlier.family, points: 10, contribution: earlier }];
  const file = continueCase(undefined, assessment("alert", 0, { losses })) as Case;
  expect(file.story.map(({ eventId }) => eventId)).toEqual(["yesterday", "event-0"]);
  expect(file.openedMs).toBe(noon);
});

test("the story is in order of time and tells the same thing once", () => {
  const minutes = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(minutes, (order) => {
      const file = order.reduce<Case | undefined>(
        (open, minute) => continueCase(open, assessment("alert", minute)),
        undefined,
      );
      const expected = [...new Set(order)].sort((a, b) => a - b);
      expect(file?.story.map(({ timeMs }) => timeMs)).toEqual(expected.map((minute) => noon + minute * 60_000));
      expect(file?.omitted).toBe(0);
    }),
  );
});

test("a rate is told with the event that showed it", () => {
  const file = continueCase(undefined, assessment("alert", 3, { signals: [signal(3, { eventId: "" })] }));
  expect(file?.story[0]?.eventId).toBe("event-3");
});

test("the story is bounded at 40 entries, and says how many it leaves out", () => {
  let file: Case | undefined;
  for (let minute = 0; minute < 65; minute++) file = continueCase(file, assessment("alert", minute));
  expect(file?.story).toHaveLength(40);
  expect(file?.omitted).toBe(25);
  expect(file?.story.at(-1)?.eventId).toBe("event-39");
  const flood = assessment("alert", 70, {
    signals: Array.from({ length: 500 }, (_, number) => signal(1_000 + number)),
  });
  expect(continueCase(undefined, flood)?.story).toHaveLength(40);
});

test("seven quiet days end a case: the next deviation is another one, unless it is only observed", () => {
  const file = opened("alert");
  const minutes = 7 * 24 * 60;
  expect(continueCase(file, assessment("alert", minutes))?.caseId).toBe(file.caseId);
  const next = continueCase(file, assessment("review", minutes + 1)) as Case;
  expect(next.caseId).not.toBe(file.caseId);
  expect(next).toMatchObject({ action: "review", openedMs: noon + (minutes + 1) * 60_000 });
  expect(next.story).toHaveLength(1);
  expect(continueCase(file, assessment("observe", minutes + 1))).toBe(file);
});

test("a case is named by its identity and its day alone", () => {
  const file = opened("alert", 0);
  expect(opened("contain", 600).caseId).toBe(file.caseId);
  expect(opened("alert", 24 * 60).caseId).not.toBe(file.caseId);
  const other = continueCase(undefined, assessment("alert", 0, { actor: madeActor("role") })) as Case;
  expect(other.caseId).not.toBe(file.caseId);
  expect(file.caseId).toMatch(/^case-[0-9a-f]{16}$/);
});

test("a containment is named by identity, case and target alone, as a playbook's execution can be named", () => {
  const file = opened("contain");
  const request = requestContainment(file, target, assessment("contain", 0), noon);
  const again = requestContainment(
    { ...file, trust: 1, story: [] },
    { ...target },
    assessment("contain", 44),
    noon + 99,
  );
  expect(again.containmentId).toBe(request.containmentId);
  expect(request.containmentId).toMatch(/^[A-Za-z0-9-_]{1,80}$/);
  const ids = [
    requestContainment({ ...file, caseId: "case-2" }, target, assessment("contain", 0), noon),
    requestContainment({ ...file, identityKey: "x" }, target, assessment("contain", 0), noon),
    requestContainment(file, { ...target, accessKeyId: "AKIAANOTHER" }, assessment("contain", 0), noon),
    requestContainment(file, { ...target, userName: "other" }, assessment("contain", 0), noon),
    request,
  ].map(({ containmentId }) => containmentId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("names stay short and plain, whatever the identity is called", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 600 }), (key) => {
      const actor = madeActor();
      const bent = assessment("contain", 0, { actor: { ...actor, identity: { ...actor.identity, key } } });
      const file = continueCase(undefined, bent) as Case;
      const request = requestContainment(file, target, bent, noon);
      for (const name of [file.caseId, request.containmentId]) expect(name).toMatch(/^[A-Za-z0-9-_]{1,80}$/);
    }),
  );
});

test("a request holds what the playbook needs: the last ten events, the reasons, and both times in ISO 8601", () => {
  let file: Case | undefined;
  for (let minute = 0; minute < 15; minute++) file = continueCase(file, assessment("contain", minute));
  const bent = assessment("contain", 14);
  const decision = { ...bent.decision, reasons: ["trust is 30", "one fact is enough by itself"] };
  expect(requestContainment(file as Case, target, { ...bent, decision }, noon + 15 * 60_000 + 1)).toMatchObject({
    caseId: file?.caseId,
    identityKey: madeActor().identity.key,
    playbook: "disable-access-key",
    target,
    reason: "trust is 30; one fact is enough by itself",
    eventIds: [5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((minute) => `event-${minute}`),
    eventTime: "2026-03-02T12:14:00.000Z",
    decidedAt: "2026-03-02T12:15:00.001Z",
  });
});

test("of the counts of one day only the highest is told, whatever the order they came in; other days keep theirs", () => {
  const counted = (count: number, minute: number, timeMs: number) =>
    assessment("alert", minute, {
      signals: [
        signal(minute, {
          kind: "new-actions",
          observed: `${count} calls on one day that were never made before`,
          timeMs,
          eventId: "",
        }),
      ],
    });
  const dayMs = 86_400_000;
  const told = (counts: readonly number[]) => {
    let file: Case | undefined;
    for (const [minute, count] of counts.entries()) file = continueCase(file, counted(count, minute, 0));
    file = continueCase(file, counted(5, counts.length, dayMs));
    return file?.story.filter(({ what }) => what === "new-actions").map(({ observed }) => observed);
  };
  const both = [7, 5].map((count) => `${count} calls on one day that were never made before`);
  fc.assert(
    fc.property(fc.shuffledSubarray([4, 5, 6, 7], { minLength: 4 }), (counts) => {
      expect(told(counts)).toEqual(both);
    }),
  );
});

test("a case remembers the sessions of its latest evidence, and takes in who made one when that comes out", () => {
  let file = continueCase(undefined, assessment("alert", 0), 0, { key: 1, maker: "" }) as Case;
  for (let key = 2; key <= 20; key++) {
    file = continueCase(file, assessment("alert", key), 0, { key, maker: "" }) as Case;
  }
  expect(file.sessions?.map(({ key }) => key)).toEqual(
    Array.from({ length: mostCaseSessions }, (_, index) => index + 5),
  );
  const known = withMaker(file, { key: 7, maker: "arn:aws:iam::111122223333:role/ci" });
  expect(makersOf(known)).toEqual(["arn:aws:iam::111122223333:role/ci"]);
  for (const other of [
    { key: 7, maker: "another" },
    { key: 99, maker: "x" },
    { key: 8, maker: "" },
  ]) {
    expect(withMaker(known, other)).toBe(known);
  }
  expect(continueCase(known, assessment("alert", 20), 0, { key: 7, maker: "" })).toBe(known);
  expect(makersOf(withMaker(known, { key: 8, maker: known.identityKey }))).toEqual(makersOf(known));
});

test("a higher count that comes with nothing else new still replaces the lower one", () => {
  const counted = (count: number) =>
    assessment("alert", 1, {
      signals: [signal(1, { kind: "new-actions", observed: `${count} calls on one day`, timeMs: 0, eventId: "" })],
    });
  const file = continueCase(undefined, counted(4)) as Case;
  expect(continueCase(file, counted(5))?.story.map(({ observed }) => observed)).toEqual(["5 calls on one day"]);
});
