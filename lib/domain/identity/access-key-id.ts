/**
 * Whether an access key is a user's long-term one, by its id; temporary credentials begin with ASIA.
 * IAM user guide, "IAM identifiers", unique ID prefixes.
 */
export const isLongTermKey = (accessKeyId: string | undefined): boolean => accessKeyId?.startsWith("AKIA") === true;
