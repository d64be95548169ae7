import { gzipSync } from "node:zlib";
import { textOfBase64 } from "../lib/adapters/files/bytes-text.ts";
import { batchesOf, logParts } from "../lib/adapters/files/log-bytes.ts";
import { memoryNotices } from "../lib/adapters/memory/notices.ts";
import { memoryPlaybooks } from "../lib/adapters/memory/playbooks.ts";
import { memorySetAside } from "../lib/adapters/memory/set-aside.ts";
import { assessMessages, assessReadings } from "../lib/app/assess-messages.ts";
import { createAssessor } from "../lib/app/create-assessor.ts";
import { groupReadings } from "../lib/app/group-readings.ts";
import type { StandingStore, StoredStanding } from "../lib/app/ports.ts";
import { assessDeviation, assessIssued } from "../lib/domain/assess.ts";
import type { Reading } from "../lib/domain/event/activity.ts";
import { parseRecord } from "../lib/domain/event/parse-record.ts";
import { addText } from "../lib/domain/event/read-event.ts";
import { readRecord } from "../lib/domain/event/read-record.ts";
import { defaultPolicy } from "../lib/domain/response/policy.ts";
import { type Rules, type Terms, termsFor } from "../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../lib/domain/trust/standing.ts";
import type { Step } from "./ratio.ts";
import { type Batch, benchNowMs, linesOf } from "./records.ts";

/** An assessor over a plain map, as the handlers have one over DynamoDB; it counts what it writes. */
export function benchAssessor(rules: Rules) {
  const stored = new Map<string, StoredStanding>();
  const counts = { writes: 0 };
  const standings: StandingStore = {
    load: async (keys) =>
      new Map(keys.flatMap((key) => (stored.has(key) ? [[key, stored.get(key) as StoredStanding]] : []))),
    save: async (writes) => {
      counts.writes += writes.length;
      for (const { identityKey, expectedVersion, bytes, openCase } of writes) {
        stored.set(identityKey, { identityKey, version: expectedVersion + 1, bytes, openCase });
      }
      return [];
    },
    async *all() {
      yield* stored.values();
    },
  };
  const assessBatch = createAssessor({
    standings,
    notices: memoryNotices(),
    playbooks: memoryPlaybooks(),
    setAside: memorySetAside(),
    rules,
    policy: defaultPolicy,
  });
  return { assessBatch, standings, counts };
}

export const rulesStep = (rules: Rules): Step<readonly string[]> => ({
  name: "parse + rules",
  gate: 0.7,
  prepare: linesOf,
  run: (lines) => {
    for (const line of lines) {
      const reading = readRecord(parseRecord(line));
      if (reading.kind === "activity") rules.match(reading.activity);
    }
  },
});

function* parts(lines: readonly string[]): Generator<readonly Reading[]> {
  for (let at = 0; at < lines.length; at += 64) {
    yield lines.slice(at, at + 64).map((line) => readRecord(parseRecord(line)));
  }
}

export function standingStep(rules: Rules): Step<readonly string[]> {
  const held = new Map<string, { readonly standing: Standing; readonly terms: Terms }>();
  return {
    name: "parse + rules + standing",
    gate: 0.55,
    prepare: linesOf,
    // Grouped by identity, as the handlers do it, and without their store, cases and effects.
    run: (lines) => {
      for (const [key, concerns] of groupReadings(parts(lines), benchNowMs).groups) {
        let one = held.get(key);
        if (one === undefined) {
          one = { standing: emptyStanding(), terms: termsFor(key, rules, defaultPolicy) };
          held.set(key, one);
        }
        for (const concern of concerns) {
          if (concern.kind === "activity") {
            assessDeviation(concern.activity, concern.actor, one.standing, one.terms, benchNowMs);
          } else if (concern.kind === "session") {
            assessIssued(concern.activity, concern.asker, concern.issued, one.standing, one.terms, benchNowMs);
          }
        }
      }
    },
  };
}

export function queueStep(rules: Rules): Step<string> {
  const { assessBatch } = benchAssessor(rules);
  return {
    name: "queue handler, batches of 1,000",
    gate: 0.3,
    prepare: (batch) =>
      JSON.stringify({ Records: linesOf(batch).map((line, at) => ({ messageId: String(at), body: line })) }),
    run: (event) => {
      const { Records } = JSON.parse(event) as { Records: { messageId: string; body: string }[] };
      const messages = Records.map(({ messageId, body }) => ({
        id: messageId,
        addTo(readings: Reading[]) {
          addText(body, readings);
        },
      }));
      return assessMessages(assessBatch, messages, benchNowMs);
    },
  };
}

export function streamStep(rules: Rules): Step<string> {
  const { assessBatch } = benchAssessor(rules);
  return {
    name: "stream handler, batches of 2,000",
    gate: 0.3,
    prepare: (batch) =>
      JSON.stringify({
        Records: linesOf(batch).map((line, at) => ({
          kinesis: { sequenceNumber: String(at), data: Buffer.from(line).toString("base64") },
        })),
      }),
    run: (event) => {
      const { Records } = JSON.parse(event) as { Records: { kinesis: { sequenceNumber: string; data: string } }[] };
      const messages = Records.map(({ kinesis }) => ({
        id: kinesis.sequenceNumber,
        addTo(readings: Reading[]) {
          addText(textOfBase64(kinesis.data), readings);
        },
      }));
      return assessMessages(assessBatch, messages, benchNowMs);
    },
  };
}

/** Packed once: to pack takes as long as the step, and what it leaves to the collector would be collected in the step. */
const packedFiles = new WeakMap<Batch, Uint8Array>();
function packedFile(batch: Batch): Uint8Array {
  const packed = packedFiles.get(batch) ?? gzipSync(`{"Records":[${linesOf(batch).join(",")}]}`);
  packedFiles.set(batch, packed);
  return packed;
}

export function logFileStep(rules: Rules): Step<Uint8Array> {
  const { assessBatch } = benchAssessor(rules);
  return {
    name: "log file handler, files of 1,000",
    gate: 0.42,
    prepare: packedFile,
    run: async (bytes) => {
      for (const readings of batchesOf(logParts(bytes, "bench"), 2_000))
        await assessReadings(assessBatch, readings, benchNowMs);
    },
  };
}
