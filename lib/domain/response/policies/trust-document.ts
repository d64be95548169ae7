import { printable } from "../../event/printable.ts";
import { firstDifference } from "./document-difference.ts";
import { type PolicyStatement, policySizes } from "./policy-document.ts";
import { refuseBeyond } from "./policy-values.ts";

/** Longer ones IAM does not store; nothing else is parsed. */
const longestText = 20_000;

/** Trust policy as IAM returned it, URL-decoded, and the same with a deny of ours in front. */
export interface DeniedTrust {
  readonly original: string;
  readonly contained: string;
}

/**
 * Puts a deny of ours in front of a role's trust policy and leaves every other statement as it is. A deny wins wherever
 * it stands; in front it is what people see first. Throws where the original is no policy, has a statement of the same
 * Sid already, or would grow beyond `room` characters.
 */
export function denyInTrust(original: string, deny: PolicyStatement, room: number = policySizes.trust): DeniedTrust {
  const { document, statements } = parsed(original);
  if (statements.some((statement) => isRecord(statement) && statement["Sid"] === deny.Sid)) {
    throw new Error(
      `The trust policy has a statement ${deny.Sid} already: an earlier containment stands. Nothing was changed. Release that first.`,
    );
  }
  const contained = JSON.stringify({ ...document, Statement: [deny, ...statements] });
  refuseBeyond(contained.replace(/\s/g, "").length, room, "The trust policy with the deny in it");
  return { original, contained };
}

/** What a release may do: put the original back, or nothing, because somebody changed the policy meanwhile. */
export type TrustRestoration =
  | { readonly restore: string }
  | {
      readonly refused: string /** Where the two differ first, as in `Statement[1].Condition`. */;
      readonly path: string;
    };

/**
 * The inverse of `denyInTrust`, as a compare-and-swap: `current` is what IAM returns now, URL-decoded. The original
 * goes back byte for byte, and only where nobody changed the policy since; otherwise it says where it differs, because
 * putting the original back would undo somebody's change, or an intruder's trace.
 */
export function restoreTrust(current: string, { original, contained }: DeniedTrust): TrustRestoration {
  let path: string | undefined;
  try {
    path = firstDifference(parsed(contained).document, parsed(current).document);
  } catch (problem) {
    return { refused: problem instanceof Error ? problem.message : String(problem), path: "" };
  }
  if (path === undefined) return { restore: original };
  const where = path === "" ? "as a whole" : `at ${path}`;
  return {
    refused: `The trust policy was changed since the containment: it differs ${where}. Nothing was restored. Take the deny out by hand.`,
    path,
  };
}

function parsed(text: string): { readonly document: Record<string, unknown>; readonly statements: readonly unknown[] } {
  if (text.length > longestText) {
    throw new Error(`The trust policy has ${text.length} characters; IAM stores at most 4,096. Nothing was changed.`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const statement = isRecord(document) ? document["Statement"] : undefined;
  if (!isRecord(document) || (!isRecord(statement) && !Array.isArray(statement))) {
    throw new Error(
      `"${printable(text, 80)}" is no trust policy: allowed is JSON with a Statement, URL-decoded. Nothing was changed.`,
    );
  }
  return { document, statements: Array.isArray(statement) ? statement : [statement] };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
