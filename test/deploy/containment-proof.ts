import { userArn } from "./cloudtrail-record.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";
import type { ContainmentView } from "./warden-state.ts";

/** Waits until IAM shows the key as Inactive and returns when that was, or undefined where it never came to that. */
export async function whenInactive(
  warden: DeployedWarden,
  user: KeyUser,
  timeoutMs: number,
): Promise<number | undefined> {
  try {
    return await waitUntil(`${user.userName}'s key to be Inactive`, { timeoutMs, everyMs: 20 }, async () =>
      (await keyStatus(warden.clients.iam, user.userName, user.accessKeyId)) === "Inactive" ? Date.now() : undefined,
    );
  } catch {
    return undefined;
  }
}

/** Checks everything that the warden has to leave behind when it has contained a key: store, playbook, message. */
export async function proveContainment(
  warden: DeployedWarden,
  user: KeyUser,
  seen: { readonly oddMs: number; readonly isCutOff: boolean },
  proofs: Proofs,
): Promise<void> {
  const { state, inbox } = warden;
  const identityKey = userArn(user.accountId, user.userName);

  // Where nothing was cut off there is hardly a playbook to wait for.
  const containments = await finishedContainments(warden, user, seen.isCutOff ? 40_000 : 2_000);
  // Two handlers may decide at once; the second playbook then finds the key Inactive, and says so.
  const containment = containments.find(({ outcome }) => outcome === "contained") ?? containments[0];
  proofs.check(
    "the containment's item in DynamoDB ends as contained",
    containment?.outcome === "contained",
    containment === undefined
      ? "there is none"
      : `${containment.state}, proof ${containment.proof}, ${containment.detail}`,
  );
  if (containment !== undefined) {
    proofs.check(
      "the item holds the key's state before the change",
      /Active/.test(containment.beforeState),
      containment.beforeState,
    );
    const decidedMs = Date.parse(String(containment.request["decidedAt"]));
    proofs.say(`first odd call -> decision ${decidedMs - seen.oddMs} ms: ${String(containment.request["reason"])}`);
    const execution = await waitUntil("the playbook to end", { timeoutMs: 120_000, everyMs: 200 }, async () => {
      const latest = await state.execution(containment.executionArn);
      return latest.status === "RUNNING" ? undefined : latest;
    });
    proofs.check("the playbook succeeded", execution.status === "SUCCEEDED", String(execution.status));
    for (const line of withoutRepeats(execution.lines)) proofs.say(line);
    if (containments.length > 1) {
      proofs.say(`playbooks for this key: ${containments.map(({ outcome }) => outcome).join(", ")}`);
    }
  }

  const standing = await state.standing(identityKey);
  proofs.check(
    "the standing in DynamoDB has lost trust",
    standing !== undefined && standing.trust < 60,
    `trust ${standing?.trust}`,
  );
  const story = standing?.openCase?.["story"];
  proofs.check(
    "a case is open, with its story, and its action is contain",
    standing?.openCase?.["action"] === "contain" && Array.isArray(story) && story.length > 0,
    `case ${String(standing?.openCase?.["caseId"])}, ${Array.isArray(story) ? story.length : 0} entries`,
  );

  const alerts = (await inbox.read()).filter((alert) => `${alert.subject} ${alert.body}`.includes(user.userName));
  proofs.check(
    "the topic has told people about it",
    alerts.length > 0,
    alerts.map((alert) => alert.subject).join(" | "),
  );
}

/** A playbook looks every 5 s for a minute: each state is told the first time. */
function withoutRepeats(lines: readonly string[]): readonly string[] {
  const states = lines.map((line) => line.slice(line.indexOf("ms")));
  return lines.filter((_, index) => states.indexOf(states[index] ?? "") === index);
}

/** The containments of the user's key, when all of them have ended or time is up. */
export async function finishedContainments(
  warden: DeployedWarden,
  user: KeyUser,
  timeoutMs: number,
): Promise<readonly ContainmentView[]> {
  const identityKey = userArn(user.accountId, user.userName);
  const ofKey = async () =>
    (await warden.state.containments(identityKey)).filter(({ request }) =>
      JSON.stringify(request["target"]).includes(user.accessKeyId),
    );
  try {
    return await waitUntil("the containments to end", { timeoutMs, everyMs: 200 }, async () => {
      const latest = await ofKey();
      return latest.length === 0 || latest.some(({ state }) => state === "running") ? undefined : latest;
    });
  } catch {
    return await ofKey();
  }
}
