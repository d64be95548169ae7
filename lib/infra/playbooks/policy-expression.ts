import type { PolicyDocument, PolicyStatement } from "../../domain/response/policies/policy-document.ts";

/** Value to the JSONata expression that stands in its place. */
type Placeholders = Readonly<Record<string, string>>;

/**
 * A policy document as JSONata that gives its text. JSON is JSONata: every value that stands for one which is known
 * only when the playbook runs is replaced by the expression of it. `placeholders` maps such a value to its expression.
 */
export const policyExpression = (document: PolicyDocument, placeholders: Placeholders): string =>
  `$string(${replaced(document, placeholders)})`;

/** One statement as JSONata that gives the object; a placeholder may also be a key of it, such as a condition key. */
export const statementExpression = (statement: PolicyStatement, placeholders: Placeholders): string =>
  replaced(statement, placeholders);

function replaced(policy: PolicyDocument | PolicyStatement, placeholders: Placeholders): string {
  return Object.entries(placeholders).reduce((result, [value, jsonata]) => {
    if (!result.includes(JSON.stringify(value))) throw new Error(`The policy holds no ${value} to replace.`);
    return result.replaceAll(JSON.stringify(value), () => jsonata);
  }, JSON.stringify(policy));
}
