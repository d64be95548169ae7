import { emptyBaseline } from "../../../lib/domain/behaviour/baseline.ts";
import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { cannotBeUndone, finality, isFinal } from "../../../lib/domain/response/final-playbook.ts";
import { isNeverAutomatic } from "../../../lib/domain/response/guard-rails.ts";
import { impactOf } from "../../../lib/domain/response/impact.ts";
import { readTarget } from "../../../lib/domain/response/read-target.ts";
import { resourceName } from "../../../lib/domain/response/resource-impact.ts";
import { resourceArn, resourcePlaybooks, resourceText } from "../../../lib/domain/response/resource-target.ts";
import { madeTarget } from "./made-targets.ts";

/** Fields that hold no id or name of the service: an expression, an ARN inside, a path, a star, nothing. */
const hostile = [
  "",
  "*",
  "a'b",
  "x\ny",
  "../x",
  "a b",
  "{% $x %}",
  "arn:aws:iam::111122223333:role/x",
  "x".repeat(600),
  7,
];

/** A common name may have spaces, slashes and colons, and is never more than text. */
const wordsOfNames: readonly unknown[] = ["../x", "a b", "arn:aws:iam::111122223333:role/x"];
const hostileTo = (field: string) =>
  field === "certificateName" ? hostile.filter((value) => !wordsOfNames.includes(value)) : hostile;

describe.each(resourcePlaybooks)("a target of %s", (playbook) => {
  const target = madeTarget(playbook) as never as Readonly<Record<string, string>>;
  const own = Object.keys(target).filter((field) => field !== "playbook");

  it("is read as it is, without fields of others", () => {
    expect(readTarget({ ...target, roleName: "x" })).toEqual(target);
  });

  it.each(own)("is none with anything else in %s", (field) => {
    for (const value of [undefined, ...hostileTo(field)])
      expect(readTarget({ ...target, [field]: value })).toBeUndefined();
  });

  it("is named for people and by an ARN of its account and Region, and is never contained without them", () => {
    const one = madeTarget(playbook) as Parameters<typeof resourceArn>[0];
    expect(resourceArn(one)).toMatch(new RegExp(`^arn:aws:[a-z0-9-]+:${one.region}:${one.accountId}:`));
    expect(resourceText(one)).toContain(resourceName(one));
    expect(isNeverAutomatic(one)).toBe(true);
  });
});

describe.each(playbookNames)("whoever is asked about %s", (playbook) => {
  it("reads first whether it cannot be undone", () => {
    const dependents = { identityKey: "arn:aws:iam::111122223333:role/worker", baseline: emptyBaseline(), nowMs: 0 };
    const impact = impactOf(madeTarget(playbook), dependents);
    expect(impact[0] === cannotBeUndone).toBe(isFinal(playbook));
    expect(finality(playbook)).toBe(isFinal(playbook) ? ` ${cannotBeUndone}` : "");
  });
});
