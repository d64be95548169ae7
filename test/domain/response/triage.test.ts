import fc from "fast-check";
import { signalKinds } from "../../../lib/domain/detection/signal.ts";
import type { StoryEntry } from "../../../lib/domain/response/case.ts";
import { triageLabels, triageOf } from "../../../lib/domain/response/triage.ts";
import { anyText } from "../trust/contributions.ts";
import { line, madeCase } from "./made-case.ts";

const known = { kind: "ecs", activeDays: 30 };
const labelOf = (story: readonly StoryEntry[], facts = known) => triageOf(madeCase(story), facts).label;

test("failed calls from the usual networks, and nothing else that succeeded, are a misconfiguration", () => {
  const failed = { eventId: "one" };
  const story = [
    line("action", "action ssm:GetParameter", { ...failed, sensitive: true }),
    line("service", "service ssm", { ...failed, sensitive: true }),
    line("error", "error AccessDenied ssm", { ...failed, sensitive: true }),
  ];
  expect(labelOf(story)).toBe("misconfiguration");
  expect(labelOf([...story, line("user-agent", "user-agent curl")])).toBe("misconfiguration");
  // On an identity without history nobody knows which networks are usual.
  expect(labelOf(story, { ...known, activeDays: 3 })).toBe("misconfiguration");
  expect(labelOf([...story, line("network", "network 203.0.113.0/24")])).toBe("unclear");
});

test("new calls that are not sensitive, by a pipeline on its usual networks, are a change of workflow", () => {
  const story = [line("action", "action ecr:DescribeImages"), line("service", "service ecr")];
  expect(labelOf(story, { ...known, kind: "ci-oidc" })).toBe("benign workflow change");
  expect(labelOf(story)).toBe("benign workflow change");
  expect(labelOf(story, { ...known, activeDays: 2 })).toBe("unclear");
  expect(labelOf([...story, line("network", "network 203.0.113.0/24")], { ...known, kind: "ci-oidc" })).toBe("unclear");
});

test("sensitive calls from a new network are abuse, a fact is, and a foreign finding with anything beside it", () => {
  const network = line("network", "network 203.0.113.0/24", { sensitive: true, eventId: "one" });
  const secret = line("action", "action secretsmanager:GetSecretValue", { sensitive: true, eventId: "one" });
  expect(labelOf([network, secret])).toBe("abuse");
  expect(labelOf([line("decoy", "decoy key", { deterministic: true })])).toBe("abuse");
  const finding = line("external-finding", "guardduty reports X", { sensitive: true });
  expect(labelOf([finding])).toBe("abuse");
  expect(labelOf([secret])).toBe("unclear");
});

test("nothing told, or a story that was cut, is never called harmless", () => {
  expect(triageOf(madeCase([]), known)).toMatchObject({
    label: "unclear",
    unclear: "too little speaks for any answer",
  });
  const story = [line("error", "error AccessDenied s3"), line("error", "error AccessDenied ec2")];
  expect(triageOf(madeCase(story), known).label).toBe("misconfiguration");
  expect(triageOf(madeCase(story, { omitted: 1 }), known).label).toBe("unclear");
});

const anyLine = fc
  .record({
    what: fc.constantFrom(...signalKinds),
    observed: anyText(40),
    deterministic: fc.constantFrom(true, false, false, false),
    sensitive: fc.boolean(),
    band: fc.constantFrom("unseen" as const, "rare" as const, undefined),
    points: fc.integer({ min: 1, max: 90 }),
    eventId: fc.constantFrom("one", "two", "three"),
  })
  .map(({ what, observed, ...bent }) => line(what, observed, bent));
const stories = fc.array(anyLine, { maxLength: 12 });
const anyFacts = fc.record({ kind: fc.constantFrom("ecs", "ci-oidc", "unknown"), activeDays: fc.nat(40) });

test("the label is the best score by a margin, and all that made the scores is told", () => {
  fc.assert(
    fc.property(stories, anyFacts, (story, facts) => {
      const { label, scores, evidence, unclear } = triageOf(madeCase(story), facts);
      for (const one of triageLabels) {
        const told = evidence.filter((weighed) => weighed.label === one).reduce((sum, { weight }) => sum + weight, 0);
        expect(scores[one]).toBe(told);
      }
      expect(label === "unclear").toBe(unclear !== undefined);
      if (label === "unclear") return;
      for (const other of triageLabels) if (other !== label) expect(scores[label] - scores[other]).toBeGreaterThan(1.4);
      if (story.some(({ deterministic, what }) => deterministic || what === "external-finding"))
        expect(label).toBe("abuse");
    }),
  );
});

test("a user agent, whatever it says, adds nothing to what is harmless and takes nothing from abuse", () => {
  const ofAgents = fc.constantFrom("user-agent", "version-regression", "execution-environment");
  fc.assert(
    fc.property(stories, anyFacts, ofAgents, anyText(60), (story, facts, kind, agent) => {
      const without = triageOf(madeCase(story), facts).scores;
      const told = triageOf(madeCase([...story, line(kind, `${kind} ${agent}`, { eventId: "ua" })]), facts);
      expect(told.scores["benign workflow change"]).toBeLessThanOrEqual(without["benign workflow change"]);
      expect(told.scores.misconfiguration).toBeLessThanOrEqual(without.misconfiguration);
      expect(told.scores.abuse).toBeGreaterThanOrEqual(without.abuse);
    }),
  );
});

test("no name that a caller can choose changes anything", () => {
  fc.assert(
    fc.property(stories, anyFacts, anyText(60), (story, facts, name) => {
      const renamed = story.map((entry) =>
        entry.what === "network" ? entry : { ...entry, observed: name, text: `${name}; expected: ${name}` },
      );
      expect(triageOf(madeCase(renamed), facts).scores).toEqual(triageOf(madeCase(story), facts).scores);
    }),
  );
});
