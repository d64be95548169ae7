import { userArn } from "./cloudtrail-record.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

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
export async function proveContainment(warden: DeployedWarden, user: KeyUser, oddMs: number, proofs: Proofs) {
  const { state, inbox } = warden;
  const identityKey = userArn(user.accountId, user.userName);

  const containment = await finishedContainment(warden, user);
  proofs.check(
    "the containment's item in DynamoDB ends as contained",
    containment?.state === "contained",
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
    proofs.say(`first odd call -> decision ${decidedMs - oddMs} ms: ${String(containment.request["reason"])}`);
    const execution = await waitUntil("the playbook to end", { timeoutMs: 90_000, everyMs: 200 }, async () => {
      const seen = await state.execution(containment.executionArn);
      return seen.status === "RUNNING" ? undefined : seen;
    });
    proofs.check("the playbook succeeded", execution.status === "SUCCEEDED", String(execution.status));
    for (const line of execution.lines) proofs.say(line);
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

async function finishedContainment(warden: DeployedWarden, user: KeyUser) {
  const identityKey = userArn(user.accountId, user.userName);
  const ofKey = async () =>
    (await warden.state.containments(identityKey)).find((containment) =>
      JSON.stringify(containment.request["target"]).includes(user.accessKeyId),
    );
  try {
    return await waitUntil("the containment to end", { timeoutMs: 90_000, everyMs: 200 }, async () => {
      const seen = await ofKey();
      return seen === undefined || seen.state === "running" ? undefined : seen;
    });
  } catch {
    return await ofKey();
  }
}
