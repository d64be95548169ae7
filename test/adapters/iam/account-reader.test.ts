import { IAMClient } from "@aws-sdk/client-iam";
import { iamAccountReader } from "../../../lib/adapters/iam/account-reader.ts";
import { listingOf } from "../../../lib/local/account/account-listing.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";
import { accountReaderContract, inventoriedAccount, readAtMs } from "../contract/account-reader.ts";
import { iamAnswers, iamErrorAnswer, type Trouble } from "./iam-answers.ts";

let endpoint: AwsEndpoint;
let client: IAMClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new IAMClient({ ...endpoint.config, maxAttempts: 3 });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const pause = async () => undefined;
const actions = () => endpoint.requests.map(({ body }) => new URLSearchParams(body).get("Action"));
const readWith = (trouble: Trouble, isLate?: () => boolean) => {
  endpoint.answer(iamAnswers(listingOf(inventoriedAccount(), readAtMs), 2, trouble));
  return iamAccountReader({ client, pause, ...(isLate === undefined ? {} : { isLate }) }).read(readAtMs);
};
const isSecondPage: Trouble = (action, parameters) =>
  action === "GetAccountAuthorizationDetails" && parameters.get("Marker") === "2"
    ? iamErrorAnswer("AccessDenied", 403, "not allowed")
    : undefined;
const only =
  (wanted: string, answer: ReturnType<typeof iamErrorAnswer>, times = Number.POSITIVE_INFINITY): Trouble =>
  (action) =>
    action === wanted && times-- > 0 ? answer : undefined;

describe("the IAM of an account", () => {
  accountReaderContract(async (account) => {
    endpoint.answer(iamAnswers(listingOf(account, readAtMs)));
    return iamAccountReader({ client, pause });
  });
});

test("where a later page fails there is no listing at all: half of one would show things as gone", async () => {
  await expect(readWith(isSecondPage)).rejects.toThrow(
    "IAM's GetAccountAuthorizationDetails gave no page 2: AccessDenied: not allowed",
  );
});

test("a page that leads back to itself ends in an error and not in a loop", async () => {
  endpoint.answer(() => ({
    body: "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><IsTruncated>true</IsTruncated><Marker>2</Marker></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>",
  }));
  await expect(iamAccountReader({ client, pause }).read(readAtMs)).rejects.toThrow(
    "does not come to an end after page 2",
  );
});

test("what is throttled is asked for again", async () => {
  const listing = await readWith(
    only("GetAccountAuthorizationDetails", iamErrorAnswer("Throttling", 400, "Rate exceeded"), 1),
  );
  expect(listing.gaps).toEqual([]);
  expect(listing.users).toHaveLength(2);
});

test("a report that is not ready is waited for", async () => {
  const listing = await readWith(only("GetCredentialReport", iamErrorAnswer("ReportInProgress", 404), 2));
  expect(listing.gaps).toEqual([]);
  expect(actions().filter((action) => action === "GetCredentialReport")).toHaveLength(3);
});

test.each([
  ["GetCredentialReport", iamErrorAnswer("ReportInProgress", 404), "it was not ready after 30 seconds"],
  ["GenerateCredentialReport", iamErrorAnswer("AccessDenied", 403, "no"), "AccessDenied: no"],
])("without a report (%s) passwords and MFA are unknown, and all else is there", async (action, answer, why) => {
  const listing = await readWith(only(action, answer));
  expect(listing.gaps).toEqual([expect.stringContaining(why)]);
  expect(listing.users.map(({ hasMfa, hasPassword }) => [hasMfa, hasPassword])).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ]);
  expect(listing.users[0]?.keys).toHaveLength(2);
});

test("keys that cannot be read are unknown, and never an empty list", async () => {
  const listing = await readWith((action, parameters) =>
    action === "ListAccessKeys" && parameters.get("UserName") === "deploy"
      ? iamErrorAnswer("NoSuchEntity", 404, "deleted meanwhile")
      : undefined,
  );
  expect(listing.users.map(({ keys }) => keys)).toEqual([undefined, []]);
  expect(listing.gaps).toEqual([
    expect.stringMatching(/^The keys of 1 user could not be read, first: NoSuchEntity.*: deleted meanwhile/),
  ]);
});

test("a last use that cannot be read is unknown, and never 'never'", async () => {
  const listing = await readWith(only("GetAccessKeyLastUsed", iamErrorAnswer("AccessDenied", 403, "no")));
  expect(listing.users[0]?.keys?.map(({ lastUsed }) => lastUsed)).toEqual([undefined, undefined]);
  expect(listing.gaps).toEqual(["When keys of 1 user were last used could not be read."]);
});

test("where no time is left the rest of the keys is told to be missing", async () => {
  const listing = await readWith(
    () => undefined,
    () => true,
  );
  expect(listing.users.map(({ keys }) => keys)).toEqual([undefined, undefined]);
  expect(listing.gaps).toEqual(["The keys of 2 users were not asked for: no time was left."]);
});
