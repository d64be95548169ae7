/** Two sorts are told apart, because only these are never mixed on purpose. */
export type Environment = "production" | "another environment";

const production: ReadonlySet<string> = new Set(["prod", "production", "prd", "live"]);
const others: ReadonlySet<string> = new Set([
  "dev",
  "develop",
  "development",
  "test",
  "testing",
  "stage",
  "staging",
  "stg",
  "sandbox",
  "qa",
  "uat",
  "preprod",
  "preproduction",
  "nonprod",
  "nonproduction",
]);
/** `non-prod` and `pre-prod` are none. */
const negations: ReadonlySet<string> = new Set(["non", "pre", "not"]);

/**
 * The environment that a name says by one of its words (`acme-prod-db`, `staging/api`, `OrdersDev`); undefined where it
 * says none, or more than one. Names are people's habit, so this is evidence and never an exemption.
 */
export function environmentOf(name: string): Environment | undefined {
  const words = name
    .slice(0, 256)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  let found: Environment | undefined;
  for (const [at, word] of words.entries()) {
    const isProduction = production.has(word) && !negations.has(words[at - 1] ?? "");
    if (!isProduction && !production.has(word) && !others.has(word)) continue;
    const environment: Environment = isProduction ? "production" : "another environment";
    if (found !== undefined && found !== environment) return undefined;
    found = environment;
  }
  return found;
}
