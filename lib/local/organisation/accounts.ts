/** One AWS account of the simulated organisation. Account ids are those that AWS's documentation uses. */
export interface Account {
  readonly accountId: string;
  readonly name: "production" | "staging" | "security-tooling";
  /** Region of its workloads. */
  readonly region: string;
  /** First two numbers of its private network: `10.20` stands for 10.20.0.0/16. */
  readonly privatePrefix: string;
  /** The few public addresses that its workloads leave by where no VPC endpoint serves them. */
  readonly natAddresses: readonly string[];
}

/** Services that each account reaches through a VPC endpoint; anything else leaves through the NAT gateways. */
export const endpointServices: ReadonlySet<string> = new Set([
  "s3",
  "dynamodb",
  "sqs",
  "sns",
  "secretsmanager",
  "ssm",
  "kms",
  "logs",
  "ecr",
  "sts",
]);

export const production: Account = {
  accountId: "111122223333",
  name: "production",
  region: "us-east-1",
  privatePrefix: "10.20",
  natAddresses: ["198.51.100.10", "198.51.100.11", "198.51.100.12"],
};

export const staging: Account = {
  accountId: "444455556666",
  name: "staging",
  region: "us-east-1",
  privatePrefix: "10.30",
  natAddresses: ["198.51.100.40", "198.51.100.41"],
};

export const securityTooling: Account = {
  accountId: "123456789012",
  name: "security-tooling",
  region: "us-east-1",
  privatePrefix: "10.40",
  natAddresses: ["198.51.100.70"],
};

export const accounts: readonly Account[] = [production, staging, securityTooling];

/** Accounts of others: the vendors whose roles are trusted. Also ids from AWS's documentation. */
export const vendorAccounts = { monitoring: "777788889999", costs: "555566667777" } as const;

/** The region that global services (IAM, STS's global endpoint, Organizations) write their records in. */
export const globalRegion = "us-east-1";
