import { CreateAccessKeyCommand } from "@aws-sdk/client-iam";
import { say, whenAsked, whenInPlace } from "./by-hand.ts";
import { userArn } from "./cloudtrail-record.ts";
import { createKeyUser, keyStatus } from "./key-user.ts";
import type { People } from "./people.ts";
import { endOf, requestFor, startPlaybook } from "./playbook-runs.ts";
import type { Proofs } from "./proofs.ts";
import { pause } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

const hourMs = 3_600_000;

/** A key is disabled without a question; with a budget of one an hour the next one is asked about, and not dropped. */
export async function proveBudget(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { iam } = warden.clients;
  const user = await createKeyUser(iam, warden.ministack.accountId, "two-keys", ["s3:ListAllMyBuckets"]);
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user.userName }));
  const other = AccessKey?.AccessKeyId ?? "";
  const statuses = async () => [
    await keyStatus(iam, user.userName, user.accessKeyId),
    await keyStatus(iam, user.userName, other),
  ];
  // Budgets are of an hour in UTC: both have to fall into the same one.
  const leftMs = hourMs - (Date.now() % hourMs);
  if (leftMs < 15_000) await pause(leftMs);
  const identityKey = userArn(user.accountId, user.userName);
  const targetOf = (accessKeyId: string) =>
    ({ playbook: "disable-access-key", accountId: user.accountId, userName: user.userName, accessKeyId }) as const;
  const [first, second] = ["containment-within-budget", "containment-over-budget"];
  await startPlaybook(warden, requestFor(first, identityKey, targetOf(user.accessKeyId)));
  await whenInPlace(warden, first);
  const tight = {
    budgets: { accountAnHour: 1, overallAnHour: 1 },
    overBudget: { people: 1, seconds: 600, onExpiry: "leave" },
  } as const;
  await startPlaybook(warden, requestFor(second, identityKey, targetOf(other), tight));
  await whenAsked(warden, second);
  const asked = await statuses();
  proofs.check(
    "a budget that is used up turns a containment into a question; the user's other key works on meanwhile",
    asked[0] === "Inactive" && asked[1] === "Active",
    `first key ${asked[0]}, second key ${asked[1]}`,
  );
  const told = (await warden.inbox.read()).find(({ body }) => body.includes(second));
  proofs.check(
    "the question says why it is asked",
    told?.body.includes("as many identities") === true,
    /Why asked: +(.*)/.exec(told?.body ?? "")?.[1]?.slice(0, 160) ?? "nobody was told",
  );
  const yes = await say(people.ann, "approve", second);
  await whenInPlace(warden, second);
  const approved = await statuses();
  const ends = [await endOf(warden, "disable-access-key", first), await endOf(warden, "disable-access-key", second)];
  proofs.check(
    "approved, it is carried out",
    approved[1] === "Inactive" && ends.every(({ outcome }) => outcome === "contained"),
    `second key ${approved[1]}, ${ends.map(({ outcome }) => outcome).join(" and ")} (${yes.said})`,
  );
}
