/** One field that rules read beside the record. */
export interface RuleField {
  /** As a rule writes it; `KIND` stands for a kind of signal. */
  readonly name: string;
  readonly type: "text" | "number" | "truth value" | "list of texts";
  readonly says: string;
  /**
   * False where it depends on what came before in arrival, so that a replay in another order may answer differently.
   */
  readonly steady?: false;
}

const field = (name: string, type: RuleField["type"], says: string): RuleField => ({ name, type, says });

/** Every field under `nhi.`, in the order in which people are shown them. A test holds it to `rule-facts.ts`. */
export const ruleFields: readonly RuleField[] = [
  field("nhi.identity", "text", "Key of the identity: the ARN of the role or user behind the session."),
  field(
    "nhi.kind",
    "text",
    "What sort of principal it is: access-key-user, lambda, ec2, ci-oidc, third-party, bedrock-agent …",
  ),
  field("nhi.human", "truth value", "Whether a person acts."),
  field("nhi.account", "text", "Account that owns the identity."),
  field("nhi.workload", "text", "Who holds the credential: an instance, a function, a pod, a web identity's subject."),
  field("nhi.tier", "text", "Name of the policy's tier for the identity; `default` where none fits."),
  { ...field("nhi.trust", "number", "Trust before this activity, 0 to 100."), steady: false },
  {
    ...field("nhi.case", "text", "open where a case of the identity is open and takes this in, none else."),
    steady: false,
  },
  field("nhi.activeDays", "number", "Days of history that the activity is compared with."),
  field("nhi.credential", "text", "long-term (an access key of a user), temporary (a session), or none."),
  field(
    "nhi.keyAgeDays",
    "number",
    "Whole days since the user's access key that signed the call was made, by the daily inventory of IAM. 0 as well for a key that was not there yet when IAM was read, less than a day before. Missing where the inventory does not say, and where there is none.",
  ),
  {
    ...field(
      "nhi.keyIdleDays",
      "number",
      "Whole days for which that key had not been used when IAM was last read before the call; since it was made where it never was.",
    ),
    steady: false,
  },
  field("nhi.sessionName", "text", "Name of the role session; whoever assumed the role chose it."),
  field("nhi.sessionAgeMinutes", "number", "Minutes since the session began."),
  field("nhi.sourceIdentity", "text", "`sourceIdentity`, which survives role chaining."),
  {
    ...field(
      "nhi.maker",
      "text",
      "Key of the identity that asked for this session; missing until the record that issued it was read.",
    ),
    steady: false,
  },
  field("nhi.crossAccount", "truth value", "Whether the activity is in another account than the identity's."),
  field(
    "nhi.actionClass",
    "text",
    "read, reconnaissance, write, data, credential, privilege, persistence, defence, exfiltration or impact.",
  ),
  field("nhi.sensitive", "truth value", "Whether calls of this class can do harm by themselves."),
  field("nhi.resources", "list of texts", "Names and ARNs of what the activity touches, at most sixteen things."),
  field("nhi.resourceClasses", "list of texts", "Their classes: s3-bucket, secret, iam-role, dynamodb-table …"),
  field(
    "nhi.dataCategories",
    "list of texts",
    "Categories of data that these belong to, as the contracts define them.",
  ),
  field(
    "nhi.foreignAccounts",
    "list of texts",
    "Accounts that the request names and that are neither the identity's nor the organisation's.",
  ),
  field("nhi.public", "truth value", "Whether the request opens something to everybody."),
  field("nhi.owner", "text", "Who answers for the identity, as its contract says."),
  field("nhi.contract", "text", "none, kept or violated."),
  field(
    "nhi.violations",
    "list of texts",
    "Clauses of the contract that the activity violates: actions, dataCategories, networks …",
  ),
  field("nhi.signals", "list of texts", "Kinds of signals that the activity raised, before any rule."),
  field("nhi.signal.KIND.band", "text", "unseen, rare, infrequent or frequent, for a signal of that kind."),
  field("nhi.signal.KIND.bits", "number", "How surprising it is, in bits."),
  field(
    "nhi.peers.doing",
    "number",
    "How many other identities of the account did the same action as a habit in the last four whole weeks; 16 is so many or more.",
  ),
  field("nhi.peers.known", "number", "Out of how many; both are missing where fewer than five are known."),
  field(
    "nhi.peers.inRegion",
    "number",
    "How many of them used the region as a habit in these weeks: 0 is one that the account is new in. Missing until five did use any.",
  ),
  field("nhi.network.kind", "text", "public, private, aws-service, own or unknown."),
  field("nhi.network.prefix", "text", "The /24 or /48 of the caller, the VPC endpoint, or the service."),
  field("nhi.network.vpcEndpoint", "text", "Id of the VPC endpoint that the call came through."),
  field(
    "nhi.network.aws",
    "truth value",
    "Whether it came out of AWS: a service, or an address that AWS publishes as its own.",
  ),
  field("nhi.network.awsService", "text", "The service that AWS publishes the address for; needs the list of ranges."),
  field("nhi.network.awsRegion", "text", "The region that AWS publishes it for."),
  field("nhi.network.asn", "number", "Number of the autonomous system; needs a database."),
  field("nhi.network.organisation", "text", "Who holds that system."),
  field("nhi.network.country", "text", "Two letters; needs a database."),
  field("nhi.network.tor", "truth value", "Whether the address is an exit of Tor; needs the list."),
  field("nhi.network.threatLists", "list of texts", "Names of your threat lists that have the address."),
  field(
    "nhi.network.hosting",
    "truth value",
    "Whether the network rents out machines or sells VPN access, as a database says, or the built-in list of systems.",
  ),
  field(
    "nhi.kilometresFromUsual",
    "number",
    "How far the caller is, to 100 km, from the network that the identity was used from on most days of the last month; needs a database with coordinates.",
  ),
  field("nhi.agentFamily", "text", "The tool or SDK by its user agent, without version; the caller's own claim."),
  field(
    "nhi.agentVersion",
    "text",
    "`1.34`: major and minor version of an AWS SDK, the AWS CLI or Terraform; from minor version 100 on in steps of 25. The caller's own claim.",
  ),
  {
    ...field("nhi.callsThisHour", "number", "Distinct calls of the identity in this hour so far, within 18 %."),
    steady: false,
  },
  field("nhi.usualCallsAnHour", "number", "Calls in its busiest hour of the last month; missing in the first week."),
  { ...field("nhi.callsFactor", "number", "The one divided by the other."), steady: false },
];

/** `docs/rules.md`: the list as people read it. */
export function ruleFieldsPage(): string {
  const rows = ruleFields.map(
    ({ name, type, says, steady }) =>
      `| \`${name}\` | ${type} | ${says}${steady === false ? " Depends on the order of arrival." : ""} |`,
  );
  return `# What rules can read

A rule reads any field of the CloudTrail record by its path (\`requestParameters.bucketName\`), and beside it what the
warden knows of the activity, under \`nhi.\`. A record cannot pretend to these. A field that is not known is missing, as
if the record lacked it.

| field | type | what it says |
| --- | --- | --- |
${rows.join("\n")}

Some lists may be empty (\`nhi.foreignAccounts\`, \`nhi.dataCategories\`, \`nhi.violations\`). \`|exists: true\` is true of an
empty list as well; to ask for anything in it write the value \`"*"\`.

What the record says of a credential has no field of its own. Whether a second factor was used is
\`userIdentity.sessionContext.attributes.mfaAuthenticated\`, "true" or "false" (at a sign-in
\`additionalEventData.MFAUsed\`, "Yes" or "No"); how an instance got its role's credentials is
\`userIdentity.sessionContext.ec2RoleDelivery\`, "1.0" or "2.0" for the version of its metadata service:

\`\`\`yaml
detection:
  first_version:
    userIdentity.sessionContext.ec2RoleDelivery: "1.0"
    nhi.sensitive: true
  condition: first_version
\`\`\`

A rule on a field that depends on the order of arrival may match another event of the same hour when the same records
are replayed in another order. Everything else answers alike, whatever the order.
`;
}
