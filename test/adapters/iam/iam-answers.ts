import type {
  AccountListing,
  ListedInline,
  ListedKey,
  ListedTag,
} from "../../../lib/domain/inventory/account-listing.ts";
import type { AwsAnswer, AwsRequest } from "../aws-endpoint.ts";

type Listing = Omit<AccountListing, "readAtMs" | "gaps">;

/** What a test lets go wrong, by API action; undefined where IAM answers as it should. */
export type Trouble = (action: string, parameters: URLSearchParams) => AwsAnswer | undefined;

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

/** IAM's answers over a listing, as the service writes them: XML, documents URL-encoded, pages of `pageSize`. */
export function iamAnswers(listing: Listing, pageSize = 2, trouble: Trouble = () => undefined) {
  return (request: AwsRequest): AwsAnswer => {
    const parameters = new URLSearchParams(request.body);
    const action = parameters.get("Action") ?? "";
    return trouble(action, parameters) ?? answer(action, resultOf(listing, action, parameters, pageSize));
  };
}

const answer = (action: string, result: string): AwsAnswer => ({
  headers: { "content-type": "text/xml" },
  body: `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`,
});

export const iamErrorAnswer = (code: string, status: number, message = code): AwsAnswer => ({
  status,
  headers: { "content-type": "text/xml" },
  body: `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

function resultOf(listing: Listing, action: string, parameters: URLSearchParams, pageSize: number): string {
  const keys = listing.users.flatMap(({ name, keys: held }) => (held ?? []).map((key) => ({ name, ...key })));
  switch (action) {
    case "GetAccountAuthorizationDetails":
      return detailsPage(listing, Number(parameters.get("Marker") ?? "0"), pageSize);
    case "GenerateCredentialReport":
      return tag("State", "STARTED");
    case "GetCredentialReport":
      return tag("Content", Buffer.from(reportOf(listing)).toString("base64")) + tag("ReportFormat", "text/csv");
    case "ListAccessKeys":
      return (
        members("AccessKeyMetadata", keys.filter(({ name }) => name === parameters.get("UserName")).map(metadata)) +
        tag("IsTruncated", "false")
      );
    case "GetAccessKeyLastUsed":
      return lastUse(keys.find(({ accessKeyId }) => accessKeyId === parameters.get("AccessKeyId"))?.lastUsed);
    default:
      throw new Error(`nobody answers ${action}`);
  }
}

const tag = (name: string, text: string): string =>
  `<${name}>${text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")}</${name}>`;
const members = (name: string, entries: readonly string[]): string =>
  `<${name}>${entries.map((entry) => `<member>${entry}</member>`).join("")}</${name}>`;
const date = (timeMs: number): string => new Date(timeMs).toISOString().replace(".000Z", "Z");
const encoded = (document: string | undefined): string =>
  document === undefined ? "%E0%A4%A" : encodeURIComponent(document);

function detailsPage(listing: Listing, start: number, pageSize: number): string {
  const { users, roles, groups, policies } = listing;
  const all = [
    ...users.map((one) => ["UserDetailList", principal("User", one) + members("GroupList", one.groups)] as const),
    ...groups.map((one) => ["GroupDetailList", granted("Group", one)] as const),
    ...roles.map((one) => {
      const used = one.lastUsedMs === undefined ? "" : tag("LastUsedDate", date(one.lastUsedMs));
      const trust = tag("AssumeRolePolicyDocument", encoded(one.trust));
      return ["RoleDetailList", `${principal("Role", one)}${trust}<RoleLastUsed>${used}</RoleLastUsed>`] as const;
    }),
    ...policies.map(({ arn, document }) => {
      const version = tag("Document", encoded(document)) + tag("IsDefaultVersion", "true");
      const older = tag("Document", encoded("{}")) + tag("IsDefaultVersion", "false");
      return ["Policies", tag("Arn", arn) + members("PolicyVersionList", [older, version])] as const;
    }),
  ];
  const page = all.slice(start, start + pageSize);
  const isMore = start + pageSize < all.length;
  const lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"].map((list) =>
    members(
      list,
      page.flatMap(([of, entry]) => (of === list ? [entry] : [])),
    ),
  );
  const end = tag("IsTruncated", String(isMore)) + (isMore ? tag("Marker", String(start + pageSize)) : "");
  return lists.join("") + end;
}

interface Granted {
  readonly name: string;
  readonly inline: readonly ListedInline[];
  readonly attached: readonly string[];
}

const granted = (kind: string, { name, inline, attached }: Granted): string =>
  tag(`${kind}Name`, name) +
  members(
    `${kind}PolicyList`,
    inline.map((policy) => tag("PolicyName", policy.name) + tag("PolicyDocument", encoded(policy.document))),
  ) +
  members(
    "AttachedManagedPolicies",
    attached.map((arn) => tag("PolicyName", "x") + tag("PolicyArn", arn)),
  );

const principal = (
  kind: string,
  one: Granted & { arn: string; createdMs: number; boundaryArn: string | undefined; tags: readonly ListedTag[] },
): string =>
  granted(kind, one) +
  tag("Arn", one.arn) +
  tag("CreateDate", date(one.createdMs)) +
  (one.boundaryArn === undefined
    ? ""
    : `<PermissionsBoundary>${tag("PermissionsBoundaryArn", one.boundaryArn)}</PermissionsBoundary>`) +
  members(
    "Tags",
    one.tags.map(({ key, value }) => tag("Key", key) + tag("Value", value)),
  );

const metadata = ({ accessKeyId, isActive, createdMs }: ListedKey): string =>
  tag("AccessKeyId", accessKeyId) +
  tag("Status", isActive ? "Active" : "Inactive") +
  tag("CreateDate", date(createdMs));

function lastUse(lastUsed: ListedKey["lastUsed"]): string {
  const used =
    typeof lastUsed === "object"
      ? tag("LastUsedDate", date(lastUsed.atMs)) + tag("ServiceName", lastUsed.service)
      : tag("ServiceName", "N/A");
  return `<AccessKeyLastUsed>${used}${tag("Region", "N/A")}</AccessKeyLastUsed>`;
}

/** The columns of a real report, in their order. */
const columns =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

export function reportOf({ users }: Pick<Listing, "users">): string {
  const rest = ",false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
  const root = `<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true${rest}`;
  const rows = users.map(
    ({ name, arn, hasPassword, hasMfa }) =>
      `${name},${arn},2020-01-01T00:00:00+00:00,${hasPassword},N/A,N/A,N/A,${hasMfa}${rest}`,
  );
  return [columns, root, ...rows].join("\n");
}
