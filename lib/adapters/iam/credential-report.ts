import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from "@aws-sdk/client-iam";
import { type ReportedUser, readCredentialReport } from "../../domain/inventory/credential-report.ts";

/** IAM takes some seconds to make a report, longer for many users; it makes one every four hours at most. */
const attempts = 10;
const pauseMs = 3_000;

export interface ReportRead {
  /** By ARN; undefined where there is no report. */
  readonly users: ReadonlyMap<string, ReportedUser> | undefined;
  /** One sentence where there is none. */
  readonly gaps: readonly string[];
}

/** The account's credential report, made anew where the last one is old. Never throws: less is known without it. */
export async function credentialReport(
  client: IAMClient,
  pause: (milliseconds: number) => Promise<unknown>,
): Promise<ReportRead> {
  try {
    await client.send(new GenerateCredentialReportCommand({}));
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) await pause(pauseMs);
      const content = await readyReport(client);
      if (content === undefined) continue;
      const users = readCredentialReport(new TextDecoder().decode(content));
      return users === undefined ? without("it has other columns than it used to") : { users, gaps: [] };
    }
    return without(`it was not ready after ${(attempts * pauseMs) / 1_000} seconds`);
  } catch (error) {
    return without(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

const without = (why: string): ReportRead => ({
  users: undefined,
  gaps: [`The credential report could not be read, so whether users have a password and MFA is not known: ${why}`],
});

async function readyReport(client: IAMClient): Promise<Uint8Array | undefined> {
  try {
    return (await client.send(new GetCredentialReportCommand({}))).Content;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "CredentialReportNotReadyException" || name === "CredentialReportNotPresentException")
      return undefined;
    throw error;
  }
}
