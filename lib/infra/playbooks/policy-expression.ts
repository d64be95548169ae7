import type { PolicyDocument } from "../../domain/response/policies/policy-document.ts";

/**
 * A policy document as JSONata that gives its text. JSON is JSONata: every value that stands for one which is known only
 * when the playbook runs is replaced by the expression of it. `placeholders` maps such a value to its expression.
 */
export function policyExpression(document: PolicyDocument, placeholders: Readonly<Record<string, string>>): string {
  const text = Object.entries(placeholders).reduce((result, [value, jsonata]) => {
    if (!result.includes(JSON.stringify(value))) throw new Error(`The policy holds no ${value} to replace.`);
    return result.replaceAll(JSON.stringify(value), jsonata);
  }, JSON.stringify(document));
  return `$string(${text})`;
}
