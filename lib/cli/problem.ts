import type { UnreadableReason } from "../domain/event/activity.ts";
import { printable } from "../domain/event/printable.ts";

/** Something that was not right in the input: where, what, and what to do about it. */
export interface Problem {
  /** `file`, `file:line` or `file:line:column` */
  readonly place: string;
  readonly what: string;
  readonly remedy: string;
}

/** One printable line. */
export const problemLine = ({ place, what, remedy }: Problem) =>
  `${printable(place, 300)}: ${printable(what, 400)}; ${printable(remedy, 300)}`;

/** What to do about a record that could not be read. */
export const remedies: Readonly<Record<UnreadableReason, string>> = {
  "not-json": "fetch the file again, or take this line out",
  "not-an-object": "give CloudTrail records: one JSON object each",
  "not-an-event": "give CloudTrail records, or leave this file out",
  "no-event-name": "give the record as CloudTrail wrote it, with its eventName",
  "no-event-source": "give the record as CloudTrail wrote it, with its eventSource",
  "bad-event-time": "give the record as CloudTrail wrote it, with an eventTime like 2024-03-13T08:33:30Z",
  "too-large": "no CloudTrail record is this long: check what wrote the file",
  "truncated-gzip": "fetch the file again; what could be unpacked has been read",
  "unsupported-wrapper": "unpack it first, to JSON or JSON lines of CloudTrail records",
};
