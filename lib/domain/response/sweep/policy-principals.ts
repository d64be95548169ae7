const longestPolicy = 65_536;
const mostPrincipals = 20;

/**
 * Whom the Allow statements of a policy let in: ARNs, accounts, services, providers or `*`, sorted and each once.
 * Takes the policy as CloudTrail has it: JSON text, URL-encoded JSON text, or an object. Empty where it cannot be read.
 */
export function allowedPrincipals(policy: unknown): readonly string[] {
  const document = typeof policy === "string" ? parsed(policy) : policy;
  const found = new Set<string>();
  for (const statement of listOf(field(document, "Statement"))) {
    if (field(statement, "Effect") !== "Allow") continue;
    const principal = field(statement, "Principal");
    if (typeof principal === "string") found.add(principal);
    else if (typeof principal === "object" && principal !== null) {
      for (const value of Object.values(principal)) {
        for (const one of listOf(value)) if (typeof one === "string") found.add(one.slice(0, 256));
      }
    }
    if (field(statement, "NotPrincipal") !== undefined) found.add("everyone but some");
  }
  return [...found].sort().slice(0, mostPrincipals);
}

function parsed(text: string): unknown {
  if (text.length > longestPolicy) return undefined;
  try {
    return JSON.parse(text.startsWith("%7B") ? decodeURIComponent(text) : text) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
