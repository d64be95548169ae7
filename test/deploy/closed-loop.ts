import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { proveContainment } from "./containment-proof.ts";
import { type Attempt, type Intrusion, intrude } from "./intruder.ts";
import { type KeyUser, keyHolders } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { startProxy } from "./proxy.ts";
import { intruderAddress } from "./scenario.ts";
import { sendSigned } from "./signed-request.ts";
import type { DeployedWarden } from "./warden.ts";

/** What the victim's key opens; the secret has a name worth reading. */
export async function prepareLoot(warden: DeployedWarden): Promise<void> {
  const { clients, ministack } = warden;
  await clients.s3.send(new CreateBucketCommand({ Bucket: "acme-backups" }));
  await clients.s3.send(new PutObjectCommand({ Bucket: "acme-backups", Key: "customers.csv", Body: "id,name\n" }));
  const created = await sendSigned(
    ministack.root,
    {
      endpoint: ministack.endpoint,
      region: ministack.region,
      service: "secretsmanager",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "secretsmanager.CreateSecret" },
      body: JSON.stringify({ Name: "prod/payments", SecretString: "not-a-real-secret" }),
    },
    Date.now(),
  );
  if (created.status !== 200) throw new Error(`the secret could not be made: ${created.body}`);
}

/** A live intruder with a stolen key: each of its calls goes through the proxy to the emulator and becomes a record. */
export async function playIntruder(warden: DeployedWarden, stolen: KeyUser): Promise<Intrusion> {
  const { ministack, clients, cloudTrail } = warden;
  const proxy = await startProxy({
    target: ministack.endpoint,
    region: ministack.region,
    sourceAddress: intruderAddress,
    holderOf: keyHolders(clients.iam, ministack.accountId),
    send: (record) => cloudTrail.send([record]),
  });
  try {
    return await intrude({
      endpoint: proxy.endpoint,
      region: ministack.region,
      key: stolen.credentials,
      userName: stolen.userName,
      longestMs: 20_000,
    });
  } finally {
    await proxy.stop();
  }
}

/**
 * One of the intruder's calls is the one that the warden acts on: the time from its first call to its first refusal.
 */
export async function proveClosedLoop(
  warden: DeployedWarden,
  stolen: KeyUser,
  intrusion: Intrusion,
  proofs: Proofs,
): Promise<void> {
  tellIntrusion(intrusion, proofs);
  const { attempts, refusals, madeKeys } = intrusion;
  const firstMs = (attempts[0] as Attempt).startedMs;
  const stolenRefused = refusals.find((refusal) => refusal.accessKeyId === stolen.accessKeyId);
  proofs.check(
    "the stolen key is refused while the intruder works with it",
    stolenRefused !== undefined,
    stolenRefused === undefined
      ? `it still worked after ${attempts.length} calls`
      : `first odd call -> first refusal ${stolenRefused.endedMs - firstMs} ms, ${attempts.indexOf(stolenRefused)} calls before it`,
  );
  for (const madeKey of madeKeys) {
    const refused = refusals.find((refusal) => refusal.accessKeyId === madeKey);
    proofs.check(
      "the key that the intruder made for itself is refused too",
      refused !== undefined,
      refused === undefined ? "it still worked at the end" : `${refused.endedMs - firstMs} ms after the first odd call`,
    );
  }
  await proveContainment(warden, stolen, { oddMs: firstMs, isCutOff: stolenRefused !== undefined }, proofs);
}

/** The first calls, and every one that was refused because of its key. */
function tellIntrusion({ attempts, refusals }: Intrusion, proofs: Proofs): void {
  const startMs = attempts[0]?.startedMs ?? 0;
  for (const [index, attempt] of attempts.entries()) {
    if (index >= 8 && !refusals.includes(attempt)) continue;
    const key = `${attempt.accessKeyId.slice(0, 4)}…${attempt.accessKeyId.slice(-4)}`;
    const afterMs = String(attempt.startedMs - startMs).padStart(6);
    proofs.say(`+${afterMs} ms  ${key}  ${attempt.name} ${attempt.errorCode ?? "ok"}`);
  }
  proofs.say(`${attempts.length} calls in all`);
}
