/**
 * Whether IAM action patterns (`s3:*`, `ec2:Describe*`) cover an action. Nobody needs a permission to ask who they are.
 */
export function allows(patterns: readonly string[], action: string): boolean {
  if (action === "sts:GetCallerIdentity") return true;
  return patterns.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(action));
}
