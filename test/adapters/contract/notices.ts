import type { Alert, Notices } from "../../../lib/app/ports.ts";

export function alertOf(change: Partial<Alert> = {}): Alert {
  return {
    caseId: "case-1",
    identityKey: "arn:aws:iam::111122223333:role/app",
    accountId: "111122223333",
    action: "alert",
    subject: "NHI Warden: trust of app fell to 41",
    body: "The role app was used from AS 64500.\nNever seen before.",
    trust: 41,
    ...change,
  };
}

export interface OpenedNotices {
  readonly notices: Notices;
  /** Subject and body of each message that arrived, in order. */
  arrived(): readonly { readonly subject: string; readonly body: string }[];
}

/** What every Notices promises. */
export function noticesContract(open: () => Promise<OpenedNotices>): void {
  test("every alert arrives once, in order, with its subject and its text", async () => {
    const { notices, arrived } = await open();
    await notices.send(alertOf({ subject: "first" }));
    await notices.send(alertOf({ subject: "second", body: "a key 🔑, in two\nlines" }));
    expect(arrived().map(({ subject, body }) => [subject, body])).toEqual([
      ["first", alertOf().body],
      ["second", "a key 🔑, in two\nlines"],
    ]);
  });
}
