/**
 * Services with one endpoint for all regions. Where their calls are recorded says nothing about where anything is, so
 * a list of regions does not speak of them. After the exceptions of AWS's own example "Denies access to AWS based on
 * the requested Region" (IAM user guide), and STS, whose global endpoint is recorded in us-east-1.
 */
const services = new Set([
  "account",
  "artifact",
  "aws-portal",
  "billing",
  "billingconsole",
  "budgets",
  "ce",
  "chime",
  "cloudfront",
  "cur",
  "globalaccelerator",
  "health",
  "iam",
  "importexport",
  "organizations",
  "route53",
  "route53domains",
  "shield",
  "signin",
  "sts",
  "support",
  "trustedadvisor",
  "waf",
]);

/** Where calls to them are recorded, one region a partition, and Global Accelerator's and the console's. */
const regions = new Set(["us-east-1", "us-west-2", "cn-north-1", "us-gov-west-1"]);

/** Whether the region of an activity says nothing, because the service has none. */
export const isGlobal = (service: string, region: string): boolean => services.has(service) && regions.has(region);
