/** What a credential report says of one user, as far as an inventory needs it. */
export interface ReportedUser {
  /** Undefined where the report does not say. */
  readonly hasPassword: boolean | undefined;
  readonly hasMfa: boolean | undefined;
}

/** Columns in front of the first that is looked for; both hold the user's name, which may hold a comma. */
const named = 2;
/** More than an account can have (5,000 users, and root): a longer report is not read on. */
const mostRows = 20_000;

/**
 * Reads IAM's credential report, by ARN. Undefined where it is not one: without its header nothing in it is believed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export function readCredentialReport(csv: string): ReadonlyMap<string, ReportedUser> | undefined {
  const [header = "", ...rows] = csv.split(/\r?\n/, mostRows);
  const columns = header.split(",");
  const password = columns.indexOf("password_enabled") - named;
  const mfa = columns.indexOf("mfa_active") - named;
  if (columns[0] !== "user" || columns[1] !== "arn" || password < 0 || mfa < 0) return undefined;
  const users = new Map<string, ReportedUser>();
  for (const row of rows) {
    const cells = row.split(",");
    const rest = cells.splice(Math.max(0, cells.length - (columns.length - named)));
    const arn = /(?:^|,)"?(arn:[^"]*)"?$/.exec(cells.join(","))?.[1];
    if (arn === undefined || rest.length !== columns.length - named) continue;
    users.set(arn, { hasPassword: truth(rest[password]), hasMfa: truth(rest[mfa]) });
  }
  return users;
}

const truth = (cell: string | undefined): boolean | undefined =>
  cell === "true" ? true : cell === "false" ? false : undefined;
