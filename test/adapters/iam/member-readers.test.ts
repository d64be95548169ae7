import { IAMClient } from "@aws-sdk/client-iam";
import { memberReaders } from "../../../lib/adapters/iam/member-readers.ts";
import { memberRoles } from "../../../lib/adapters/sts/member-roles.ts";
import type { TakeRole, WantedRole } from "../../../lib/app/take-role.ts";
import { listingOf } from "../../../lib/local/account/account-listing.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";
import { accountId, accountReaderContract, inventoriedAccount, readAtMs } from "../contract/account-reader.ts";
import { iamAnswers } from "./iam-answers.ts";

let endpoint: AwsEndpoint;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
});
afterAll(() => endpoint.close());

/** Readers of one member, by the credentials of its role. */
function members() {
  const wanted: WantedRole[] = [];
  const takeRole: TakeRole = async (asked) => {
    wanted.push(asked);
    if (!asked.roleArn.includes(accountId)) return { refused: "AccessDenied" };
    return { accessKeyId: "ASIAMEMBER", secretAccessKey: "s", sessionToken: "t" };
  };
  const connect = (credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }) =>
    new IAMClient({ ...endpoint.config, credentials });
  const roles = memberRoles({ takeRole, partition: "aws", externalId: "a-deployment-of-ours" });
  return { readers: memberReaders({ takeRole: roles, isLate: () => false, connect }), wanted };
}

describe("the IAM of a member account", () => {
  accountReaderContract(async (account) => {
    endpoint.answer(iamAnswers(listingOf(account, readAtMs)));
    const reader = await members().readers.open(accountId);
    if ("why" in reader) throw new Error(reader.why);
    return reader;
  });
});

test("is read with the role of the member stack, and its credentials alone", async () => {
  endpoint.answer(iamAnswers(listingOf(inventoriedAccount(), readAtMs)));
  const { readers, wanted } = members();
  const reader = await readers.open(accountId);
  if ("why" in reader) throw new Error(reader.why);
  await reader.read(readAtMs);
  reader.close();
  expect(wanted).toEqual([
    {
      roleArn: `arn:aws:iam::${accountId}:role/nhi-warden/NhiWarden-inventory`,
      sessionName: "nhi-inventory",
      sourceIdentity: "inventory",
      externalId: "a-deployment-of-ours",
      seconds: 1_800,
    },
  ]);
  expect(endpoint.requests.every(({ headers }) => headers.authorization?.includes("Credential=ASIAMEMBER/"))).toBe(
    true,
  );
});

test("that lets nobody in says what to do", async () => {
  expect(await members().readers.open("222222222222")).toEqual({
    why: expect.stringMatching(/^the role NhiWarden-inventory is missing in account 222222222222, .*MemberStack/),
  });
});
