import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { cannotBeUndone, isFinal } from "../../../lib/domain/response/final-playbook.ts";
import { isResourcePlaybook } from "../../../lib/domain/response/resource-target.ts";
import {
  playbookDefinitions,
  playbooks,
  releaseDefinitions,
  releaseName,
} from "../../../lib/infra/playbooks/definitions.ts";
import { responderRoles } from "../../../lib/infra/playbooks/machine-roles.ts";
import type { Definition } from "../../../lib/infra/playbooks/states.ts";
import { actionOf, leadTo, mutating, nextStates, reachedWithout, reachesTarget, roleTakenBy, tasksOf } from "./walk.ts";

const resources = { tableName: "warden", topicArn: "topic" };
const definitions = playbookDefinitions(resources);
const releases = releaseDefinitions(resources);
const all: readonly (readonly [string, Definition])[] = [...Object.entries(definitions), ...Object.entries(releases)];

const actionsOf = (definition: Definition, role: string) =>
  [
    ...new Set(
      tasksOf(definition)
        .filter(([, task]) => roleTakenBy(task)?.includes(`/NhiWarden-${role}'`) === true)
        .map(([, task]) => actionOf(task)),
    ),
  ].sort();

/** What takes each change back. */
const compensations: Readonly<Record<string, readonly string[]>> = {
  "iam:UpdateAccessKey": ["iam:UpdateAccessKey"],
  "iam:UpdateServiceSpecificCredential": ["iam:UpdateServiceSpecificCredential"],
  "iam:PutRolePolicy": ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
  "iam:UpdateAssumeRolePolicy": ["iam:UpdateAssumeRolePolicy"],
  "iam:AttachUserPolicy": ["iam:DetachUserPolicy"],
  "iam:AttachRolePolicy": ["iam:DetachRolePolicy"],
  "iam:TagUser": ["iam:UntagUser", "iam:TagUser"],
  "iam:TagRole": ["iam:UntagRole", "iam:TagRole"],
  "ec2:ModifyNetworkInterfaceAttribute": ["ec2:ModifyNetworkInterfaceAttribute"],
  "ec2:ReplaceIamInstanceProfileAssociation": ["ec2:ReplaceIamInstanceProfileAssociation"],
  "rolesanywhere:DisableProfile": ["rolesanywhere:EnableProfile"],
  "rolesanywhere:UpdateProfile": ["rolesanywhere:UpdateProfile"],
  "eks:UpdatePodIdentityAssociation": ["eks:UpdatePodIdentityAssociation"],
  "lambda:UpdateFunctionConfiguration": ["lambda:UpdateFunctionConfiguration"],
  "lambda:PutFunctionConcurrency": ["lambda:DeleteFunctionConcurrency", "lambda:PutFunctionConcurrency"],
};

describe.each(all)("the definition of %s", (name, definition) => {
  const { States: states } = definition;
  const tasks = tasksOf(definition);

  it("leads only to states that there are, and reaches all of them", () => {
    expect(reachedWithout(definition, []).sort()).toEqual(Object.keys(states).sort());
  });

  it("catches every error of every call, within a time limit, and repeats what a second try can mend", () => {
    for (const [task, state] of tasks) {
      expect(state["TimeoutSeconds"]).toEqual(task === "AskPeople" ? "{% $terms.seconds %}" : 30);
      expect(JSON.stringify(state["Retry"])).toContain(task === "AskPeople" ? "States.TaskFailed" : "States.ALL");
      expect((state["Catch"] as { ErrorEquals: string[] }[]).at(-1)?.ErrorEquals).toEqual(["States.ALL"]);
    }
  });

  it("takes a responder role for every call in the target's account and for nothing else, and only one that lets it", () => {
    for (const [, task] of tasks) {
      expect(task["Credentials"] !== undefined).toBe(reachesTarget(task));
      const taken = roleTakenBy(task);
      if (taken === undefined) continue;
      const [, role = ""] = /NhiWarden-([\w-]+)'/.exec(taken) ?? [];
      const found = responderRoles.find((one) => one.name === role);
      expect(found?.machines).toContain(name);
      expect(found?.actions).toContain(actionOf(task));
    }
  });

  it("ends in silence nowhere: whatever happens to a call is told", () => {
    const told = name.startsWith("release-") ? ["TellRelease"] : ["Notify"];
    const ends = reachedWithout(definition, told).filter((one) =>
      ["Succeed", "Fail"].includes(String(states[one]?.Type)),
    );
    // A request that is not its own, and a release that was done before, change nothing; a drill is told by the drill.
    const before = name.startsWith("release-") && !isFinal(name.replace("release-", "")) ? ["ReleasedBefore"] : [];
    // No drill is of what cannot be undone, so its release has no end for one.
    const isDrilled = !isFinal(name.replace("release-", "")) || !name.startsWith("release-");
    const silent = [...(isDrilled ? ["Drilled"] : []), "NotOwnRequest"];
    expect(ends.sort()).toEqual([...(before.length === 0 ? [] : ["Done"]), ...silent]);
    if (isDrilled) {
      expect(leadTo(definition, "Drilled")).toEqual(["IsDrill"]);
      expect(states["IsDrill"]?.["Choices"]).toEqual([{ Condition: "{% $drill = true %}", Next: "Drilled" }]);
    }
    if (name.startsWith("release-")) {
      expect(leadTo(definition, "Done").sort()).toEqual(["IsSound", ...before]);
    }
  });

  it("has no state whose history grows without end", () => {
    expect(JSON.stringify(definition).length).toBeLessThan(100_000);
  });
});

describe.each(playbookNames)("the changes of %s", (playbook) => {
  const definition = definitions[playbook];
  const changes = tasksOf(definition).filter(([, task]) => mutating(task));

  it("are what stops the identity, and the tags of the warden, which a resource cannot have", () => {
    const isResource = isResourcePlaybook(playbook);
    expect(changes).toHaveLength(isResource ? 1 : 2);
    expect(changes.some(([name]) => name === "Mark")).toBe(!isResource);
  });

  it("come directly after a kill switch that was read as released, each of them", () => {
    for (const [name] of changes) {
      const suffix = name === "Mark" ? "ToMark" : "";
      expect(leadTo(definition, name)).toEqual([`IsKillSwitchReleased${suffix}`]);
      expect(leadTo(definition, `IsKillSwitchReleased${suffix}`)).toEqual([`ReadKillSwitch${suffix}`]);
      const choice = definition.States[`IsKillSwitchReleased${suffix}`];
      expect(choice?.["Choices"]).toEqual([expect.objectContaining({ Condition: "{% $mayAct = true %}", Next: name })]);
      expect(nextStates(choice ?? { Type: "Pass" })).not.toContain(choice?.["Default"] === name ? name : undefined);
    }
  });

  it("come after what stood before was recorded", () => {
    const reached = reachedWithout(definition, ["RecordBefore"]);
    for (const [name] of changes) expect(reached).not.toContain(name);
    const values = definition.States["RecordBefore"]?.["Arguments"] as { ExpressionAttributeValues: object };
    expect(Object.keys(values.ExpressionAttributeValues)).toEqual(
      expect.arrayContaining([":beforeState", ":marksBefore", ":principalId"]),
    );
  });

  it("come after people agreed, or the budget was taken", () => {
    const settles = ["TakeOverallBudget", "WhatWasSaid", "OnExpiry"];
    // A containment that people chose instead of a wider one was settled before it began.
    const start = { ...definition, StartAt: "TakeAccountBudget" };
    expect(reachedWithout(start, settles)).not.toContain(changes[0]?.[0]);
  });

  it("have a compensating change each in the release, or people are told before they agree that nothing is one", () => {
    const undone = tasksOf(releases[releaseName(playbook)])
      .filter(([, task]) => mutating(task))
      .map(([, task]) => actionOf(task));
    expect(JSON.stringify(definition).includes(cannotBeUndone)).toBe(isFinal(playbook));
    if (isFinal(playbook)) expect(undone).toEqual([]);
    else
      for (const [, task] of changes) {
        const action = actionOf(task) ?? "";
        expect(undone).toEqual(expect.arrayContaining([...(compensations[action] ?? ["nothing takes it back"])]));
      }
  });

  it("and their reads are what the responder role may do, and the release's what its role may", () => {
    expect(actionsOf(definition, playbook)).toEqual([...playbooks[playbook].responder.actions].sort());
    const release = releases[releaseName(playbook)];
    expect(actionsOf(release, releaseName(playbook))).toEqual(
      [...(playbooks[playbook].restorer?.actions ?? [])].sort(),
    );
  });

  it("of the release come after a kill switch was read, and what stands was looked at", () => {
    const release = releases[releaseName(playbook)];
    const putBack = tasksOf(release).filter(
      ([name, task]) => mutating(task) && !["Unmark", "MarkOthers"].includes(name),
    );
    expect(putBack.length > 0).toBe(!isFinal(playbook));
    for (const [name] of putBack) {
      expect(reachedWithout(release, ["ReadKillSwitch"])).not.toContain(name);
      expect(reachedWithout(release, ["ReadStanding"])).not.toContain(name);
    }
  });
});
