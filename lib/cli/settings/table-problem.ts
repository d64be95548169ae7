import { UsageError } from "../usage-error.ts";

const remedies: Readonly<Record<string, string>> = {
  CredentialsProviderError: "there are no AWS credentials; set AWS_PROFILE, or the variables of a role's session",
  ExpiredTokenException: "the AWS session has expired; sign in again",
  UnrecognizedClientException: "AWS does not know these credentials; sign in again",
  AccessDeniedException: "these credentials may not do it; allow dynamodb:Query, GetItem and PutItem on it",
  ResourceNotFoundException: "there is no such table in this account and region; the stack's output names it",
};

/** What people can put right about a table that was not reached, as a UsageError; every other error as it is. */
export function tableProblem(error: unknown, place: string): unknown {
  if (!(error instanceof Error)) return error;
  const cause = [error, error.cause].find((one) => one instanceof Error && remedies[one.name] !== undefined);
  const remedy = cause instanceof Error ? remedies[cause.name] : undefined;
  if (remedy !== undefined) return new UsageError(`${place}: ${remedy}`);
  if (error.message.includes("Region is missing"))
    return new UsageError(`${place}: there is no AWS region; set AWS_REGION`);
  return error;
}
