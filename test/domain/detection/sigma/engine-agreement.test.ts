import { join } from "node:path";
import fc from "fast-check";
import { readRuleFolder } from "../../../../lib/adapters/files/rule-files.ts";
import { compileRules, type RuleDocument } from "../../../../lib/domain/detection/rules.ts";
import { describeProblem } from "../../../../lib/domain/detection/sigma/problem.ts";
import { literallyMatches } from "./literal-evaluator.ts";
import { realRecords } from "./real-records.ts";
import { activityOf } from "./sample-activity.ts";

type Json = Record<string, unknown>;

function documentOf(detection: Json, file = "rules/random.yml"): RuleDocument {
  const content = { title: "Random", logsource: { product: "aws", service: "cloudtrail" }, detection };
  return { file, content, line: () => undefined };
}

/** Few different letters, so that values often meet. */
const word = fc.string({ unit: fc.constantFrom("a", "B", "b", "1", "-", "/", ".", " "), maxLength: 5 });
const scalar = fc.oneof(
  { arbitrary: word, weight: 4 },
  {
    arbitrary: fc.constantFrom<unknown>(0, 1, 22, "22", "022", true, false, "true", "", "a*b", "a\\b", "YWI="),
    weight: 3,
  },
  { arbitrary: fc.constantFrom<unknown>("10.1.2.3", "192.168.0.9", "2026-03-02T08:14:05Z"), weight: 1 },
);
const key = fc.constantFrom("a", "b", "c", "a.b", "0");
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
})).value;
const names = {
  eventSource: ["s3.amazonaws.com", "iam.amazonaws.com"],
  eventName: ["GetObject", "PutObject", "putobject"],
};
const record = fc.record(
  {
    eventSource: fc.oneof(fc.constantFrom(...names.eventSource), scalar),
    eventName: fc.oneof(fc.constantFrom(...names.eventName), scalar),
    userAgent: scalar,
    a: value,
    b: value,
    "a.b": value,
  },
  { requiredKeys: [] },
);
const facts = fc.record({ kind: scalar, a: value }, { requiredKeys: [] });

const pattern = fc
  .array(fc.oneof(word, fc.constantFrom("*", "?", "\\*", "\\\\", "\\")), { maxLength: 4 })
  .map((parts) => parts.join(""));
const field = fc.constantFrom(
  "a",
  "b",
  "a.b",
  "a.b.c",
  "a.0",
  "b.a",
  "userAgent",
  "nhi.kind",
  "nhi.a.b",
  "eventName",
  "eventSource",
);
const several = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 14 }));
const cased = fc.constantFrom("", "|cased");
const negated = fc.constantFrom("", "", "|neq");
const joined = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(""));
const many = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 2, maxLength: 3 });
const plain = word.filter((text) => text !== "");
const position = fc.constantFrom("", "|contains", "|startswith", "|endswith");
const line: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  fc.tuple(joined(field, position, cased, negated), several(pattern)),
  fc.tuple(joined(field, fc.constantFrom("|contains|all", "|all", "|all|neq")), many(pattern)),
  fc.tuple(joined(field, negated), several(fc.oneof(scalar, fc.constant(null)))),
  fc.tuple(
    joined(fc.constantFrom("eventName", "eventSource"), negated, cased),
    several(fc.constantFrom(...names.eventName, ...names.eventSource)),
  ),
  fc.tuple(joined(field, fc.constant("|exists")), fc.boolean()),
  fc.tuple(joined(field, fc.constantFrom("|lt", "|lte", "|gt", "|gte", "|lt|neq")), fc.constantFrom(0, 1, 22, 22.5)),
  fc.tuple(
    joined(field, fc.constantFrom("|hour", "|minute|gt", "|day|lte", "|month", "|year|lt")),
    fc.constantFrom(2, 3, 8, 14, 2026),
  ),
  fc.tuple(joined(field, fc.constant("|fieldref"), position, cased, negated), field),
  fc.tuple(
    joined(field, fc.constant("|cidr")),
    several(fc.constantFrom("10.0.0.0/8", "10.1.2.0/25", "192.168.0.9", "0.0.0.0/0")),
  ),
  fc.tuple(
    joined(field, fc.constantFrom("|re", "|re|i", "|re|s", "|re|m")),
    several(fc.constantFrom("^a", "b$", "a.b", "[ab]{2,3}", "(a|b)+1", "\\d", "^$", "\\bB\\b", ".*b.*")),
  ),
  fc.tuple(
    joined(field, fc.constantFrom("|windash", "|windash|contains")),
    several(fc.constantFrom("-a", "/b", "a-b/1")),
  ),
  fc.tuple(
    joined(
      field,
      fc.constantFrom(
        "|base64",
        "|wide|base64",
        "|base64offset|contains",
        "|utf16|base64offset|contains",
        "|wide|contains",
      ),
    ),
    several(plain),
  ),
);
const map = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => Object.fromEntries(lines));
const keywords = fc.array(
  fc.oneof(
    pattern.filter((text) => text !== ""),
    fc.constantFrom(22, 1),
  ),
  { minLength: 1, maxLength: 3 },
);
const selection = fc.oneof(
  { arbitrary: map, weight: 4 },
  fc.array(map, { minLength: 1, maxLength: 3 }),
  keywords,
  many(plain).map((texts) => ({ "|all": texts })),
);
const condition = fc.letrec<{ any: string; plain: string }>((tie) => ({
  plain: fc.constantFrom("s1", "s2", "_s3", "1 of s*", "all of them", "1 of them", "all of *s*"),
  any: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    tie("plain"),
    tie("any").map((part) => `not (${part})`),
    tie("plain").map((part) => `not ${part}`),
    fc.tuple(tie("any"), tie("any")).map(([left, right]) => `(${left}) and ${right}`),
    fc.tuple(tie("any"), tie("any")).map(([left, right]) => `${left} or (${right})`),
  ),
})).any;
const detection = fc.record({ s1: selection, s2: selection, _s3: selection, condition });

/** Values that come close to what a rule asks for, so that verdicts turn on the details. */
function nearby(wanted: unknown): readonly unknown[] {
  if (Array.isArray(wanted)) return wanted.flatMap(nearby);
  const text = String(wanted);
  const filled = text
    .replace(/\\([*?\\])/g, "$1")
    .replaceAll("*", "zz")
    .replaceAll("?", "q");
  const framed = [text, filled, `x${filled}`, `${filled}y`, `xx${filled}yy`];
  return [
    wanted,
    ...framed,
    filled.toUpperCase(),
    filled.replace(/[-/]/g, "\u2014"),
    `0${text}`,
    `${text}.0`,
    [filled, 1],
    { z: filled },
    `2026-03-02T08:${text.padStart(2, "0").slice(0, 2)}:05Z`,
    "2026-03-02T08:14:05Z",
    ...framed.flatMap((form) => [
      Buffer.from(form, "utf16le").toString("latin1"),
      Buffer.from(form).toString("base64"),
      Buffer.from(form, "utf16le").toString("base64"),
      Buffer.concat([Buffer.from([255, 254]), Buffer.from(form, "utf16le"), Buffer.from("y")]).toString("base64"),
      `${Buffer.from(`q${form}q`, "utf16le").toString("base64")}`,
    ]),
  ];
}

/** One line, and some records that come close to it. */
const closeCalls = line.chain(([name, wanted]) => {
  const close = fc.constantFrom(...nearby(wanted));
  const event = fc.record({
    a: fc.oneof(close, fc.record({ b: close }), fc.array(fc.record({ b: close }), { maxLength: 2 })),
    b: fc.oneof(close, fc.array(close, { maxLength: 3 })),
    userAgent: close,
    eventName: close,
    eventSource: close,
  });
  const known = fc.record({ kind: close, a: fc.record({ b: close }) });
  return fc.record({
    name: fc.constant(name),
    wanted: fc.constant(wanted),
    calls: fc.array(fc.tuple(event, known), { minLength: 4, maxLength: 4 }),
  });
});

describe("the engine", () => {
  test("says of values that nearly fit a line what a literal reading says", () => {
    let hits = 0;
    fc.assert(
      fc.property(closeCalls, ({ name, wanted, calls }) => {
        const document = documentOf({ s1: { [name]: wanted }, condition: "s1" });
        const rules = compileRules([document]);
        for (const [event, known] of calls) {
          const verdict = rules.match(activityOf(event), known).length === 1;
          if (verdict) hits += 1;
          expect([event, verdict]).toEqual([event, literallyMatches(document.content as Json, event, known)]);
        }
      }),
      { numRuns: 1000 },
    );
    // Some 1,100 of 4,000.
    expect(hits).toBeGreaterThan(500);
  });

  test("says of every random record and rule what a literal reading says", () => {
    fc.assert(
      fc.property(detection, fc.array(fc.tuple(record, facts), { minLength: 1, maxLength: 6 }), (search, events) => {
        const document = documentOf(search);
        const rules = compileRules([document]);
        expect(rules.problems.filter((problem) => problem.severity === "error").map(describeProblem)).toEqual([]);
        for (const [event, known] of events) {
          const verdict = rules.match(activityOf(event), known).length === 1;
          expect([event, verdict]).toEqual([event, literallyMatches(document.content as Json, event, known)]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("gives each of many rules together the verdict that it has alone", () => {
    fc.assert(
      fc.property(
        fc.array(detection, { minLength: 2, maxLength: 8 }),
        fc.array(fc.tuple(record, facts), { maxLength: 4 }),
        (searches, events) => {
          const documents = searches.map((search, index) => documentOf(search, `rules/random-${index}.yml`));
          const together = compileRules(documents);
          const alone = documents.map((document) => compileRules([document]));
          // Once more, when something is remembered of each value.
          for (const [event, known] of [...events, ...events])
            expect(together.match(activityOf(event), known).map((finding) => finding.ruleId)).toEqual(
              alone.flatMap((rule) => rule.match(activityOf(event), known).map((found) => found.ruleId)),
            );
        },
      ),
      { numRuns: 200 },
    );
  });

  test("says of every real record and built-in rule what a literal reading says", async () => {
    const folder = await readRuleFolder(join(process.cwd(), "rules"));
    const rules = compileRules(folder.documents);
    const records = realRecords();
    expect(records.length).toBeGreaterThan(3_000);
    const disagreements: unknown[] = [];
    let findings = 0;
    for (const event of records) {
      const found = rules.match(activityOf(event)).map((finding) => finding.ruleId);
      const literal = rules.rules.filter((_rule, index) =>
        literallyMatches(folder.documents[index]!.content as Json, event),
      );
      findings += found.length;
      if (found.join() !== literal.map((rule) => rule.ruleId).join()) disagreements.push({ event, found });
    }
    expect(disagreements).toEqual([]);
    expect(findings).toBeGreaterThan(50);
  });
});
