import fc from "fast-check";
import { readCredentialReport } from "../../../lib/domain/inventory/credential-report.ts";
import { reportOf } from "../../adapters/iam/iam-answers.ts";
import { userWith } from "./made-listing.ts";

test("reads password and MFA by ARN, of root too, and of users with a comma in their name", () => {
  const users = [userWith("ana", [], { hasPassword: true, hasMfa: true }), userWith("a,b=c@d", [], { hasMfa: true })];
  const read = readCredentialReport(reportOf({ users }));
  expect([...(read ?? [])]).toEqual([
    ["arn:aws:iam::111122223333:root", { hasPassword: undefined, hasMfa: true }],
    ["arn:aws:iam::111122223333:user/ana", { hasPassword: true, hasMfa: true }],
    ["arn:aws:iam::111122223333:user/a,b=c@d", { hasPassword: false, hasMfa: true }],
  ]);
});

test("something else is no report, and is not half believed", () => {
  for (const text of ["", "user,arn\nx,arn:y", "<html>", "mfa_active,password_enabled,user,arn\n"]) {
    expect(readCredentialReport(text)).toBeUndefined();
  }
});

test("whatever stands in the rows, reading ends without an error", () => {
  const [header = ""] = reportOf({ users: [] }).split("\n");
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (rows) => {
      for (const user of readCredentialReport(`${header}\n${rows}`)?.values() ?? []) {
        for (const value of Object.values(user)) expect([true, false, undefined]).toContain(value);
      }
    }),
  );
});
