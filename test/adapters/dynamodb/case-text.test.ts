import fc from "fast-check";
import { caseText, maxCaseBytes, readCaseText } from "../../../lib/adapters/dynamodb/case-text.ts";
import { openCase } from "../contract/standing-store.ts";

const entry = (at: number, text = `entry ${at}`) => ({
  timeMs: at,
  eventId: `e-${at}`,
  what: "signal",
  text,
  points: 1,
});

test("a case that fits is stored whole", () => {
  const whole = openCase("k", { story: Array.from({ length: 40 }, (_, at) => entry(at)) });
  expect(readCaseText(caseText(whole), "it")).toEqual(whole);
});

test("what people were told, and the sessions of a case, come back; of a wrong type they are an error", () => {
  const told = {
    toldMs: 5,
    action: "alert",
    hasTarget: false,
    trust: 41.5,
    families: ["network"],
    hasFact: false,
    containments: 0,
    lines: [17, 4_000_000_000],
    updatesMs: [],
  } as const;
  const target = { playbook: "quarantine-user", accountId: "111122223333", userName: "backup" } as const;
  const shown = { level: "FAILED", timeMs: 9, eventId: "event-9", action: "s3:GetObject" } as const;
  const session = {
    key: 9,
    maker: "",
    principalId: "AROAX:a",
    families: ["network"],
    sensitive: true,
    fact: false,
  } as const;
  const containment = { containmentId: "containment-1", target, startedMs: 4 };
  const derived = {
    containmentId: "containment-2",
    target,
    identityKey: "arn:aws:iam::111122223333:user/backup",
    sourceId: "containment-1",
    eventId: "event-1",
    requestedMs: 6,
  };
  const sweep = { sweptMs: 6, isTruncated: true, derived: [derived], people: ["x: y"], replace: [], omitted: 2 };
  const whole = openCase("k", {
    sweep,
    told: { ...told, notHolding: 1 },
    sessions: [{ key: 8, maker: "" }, session],
    containments: [containment, { ...containment, shown }],
  });
  expect(readCaseText(caseText(whole), "it")).toEqual(whole);
  for (const wrong of [
    { told: { ...told, lines: ["x"] } },
    { told: { ...told, action: "x" } },
    { told: "x" },
    { sessions: [{ key: "9", maker: "" }] },
    { sessions: {} },
    { sessions: [{ ...session, principalId: 7 }] },
    { sessions: [{ ...session, families: "network" }] },
    { sessions: [{ ...session, fact: "yes" }] },
    { containments: {} },
    { sweep: {} },
    { sweep: { ...sweep, people: [7] } },
    { sweep: { ...sweep, derived: [{ ...derived, target: {} }] } },
    { containments: [{ ...containment, startedMs: "4" }] },
    { containments: [{ ...containment, target: { ...target, userName: "a b" } }] },
    { containments: [{ ...containment, shown: { ...shown, level: "SURE" } }] },
  ]) {
    expect(() => readCaseText(JSON.stringify({ ...whole, ...wrong }), "it")).toThrow("it is not a case");
  }
});

test("a case that is too long loses the middle of its story, and counts what it lost", () => {
  const story = Array.from({ length: 40 }, (_, at) => entry(at, "鍵".repeat(1_500)));
  const stored = readCaseText(caseText(openCase("k", { story, omitted: 3 })), "it");
  expect(stored.story[0]).toEqual(story[0]);
  expect(stored.story.at(-1)).toEqual(story.at(-1));
  expect(stored.story.length).toBeGreaterThan(10);
  expect(stored.story.length + stored.omitted).toBe(43);
});

test("thousands of containments are cut to the newest hundred, and only when the story was not enough", () => {
  const containmentIds = Array.from({ length: 2_000 }, (_, at) => `containment-${String(at).padStart(40, "0")}`);
  const stored = readCaseText(caseText(openCase("k", { containmentIds })), "it");
  expect(stored.containmentIds).toEqual(containmentIds.slice(-100));
});

test("a case that cannot be shortened enough is an error with its id", () => {
  expect(() => caseText(openCase("k".repeat(70_000)))).toThrow("The case case-1 has");
});

test("whatever the story, the text is within its bound, and entries are only lost between the first and the last", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 12_000 }), { maxLength: 40 }), fc.nat(9), (lengths, omitted) => {
      const story = lengths.map((length, at) => entry(at, "é".repeat(length)));
      const text = caseText(openCase("k", { story, omitted }));
      const stored = readCaseText(text, "it");
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxCaseBytes);
      expect(stored.story.length + stored.omitted).toBe(story.length + omitted);
      expect(stored.story.map(({ timeMs }) => timeMs)).toEqual(
        [...new Set(stored.story.map(({ timeMs }) => timeMs))].sort((a, b) => a - b),
      );
      expect(stored.story[0]).toEqual(story[0]);
    }),
  );
});
