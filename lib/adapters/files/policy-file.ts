import { readFile } from "node:fs/promises";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Policy } from "../../domain/response/policy.ts";
import { type PolicyProblem, problemText } from "../../domain/response/policy-problem.ts";
import { readPolicy } from "../../domain/response/read-policy.ts";
import { type DeployedPolicy, nothingDeployed, onlyObserving } from "../../domain/response/stated-settings.ts";

/** A policy, or sentences that each begin with `warden.yaml:12:3:` and say what is wrong and what to do. */
export type PolicyFile =
  /** `note` says, for people, that the policy is not what a file holds, and why. */
  (DeployedPolicy & { readonly note?: string }) | { readonly problems: readonly string[] };

/** A longer policy file is none; the longest that `readPolicy` takes is far shorter. */
const largestBytes = 2 * 1024 * 1024;

/**
 * Reads and checks the policy in a YAML file. A missing file means the default policy, and a note says so;
 * a file that cannot be read or is not right gives problems and no policy (see `safePolicy`). Never throws.
 */
export async function policyFile(path: string): Promise<PolicyFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      return {
        ...nothingDeployed,
        note: `${path} does not exist; the default policy holds: observe, contain nothing.`,
      };
    }
    return { problems: [`${path}:1:1: The file cannot be read (${message}). Make it readable, or remove it.`] };
  }
  return policyText(text, path);
}

/** The same for text that was already read; `name` is what problems begin with. */
export function policyText(text: string, name: string): PolicyFile {
  if (Buffer.byteLength(text) > largestBytes) {
    return { problems: [`${name}:1:1: The file has more than ${largestBytes} bytes. Shorten it.`] };
  }
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return { problems: faults.map((fault) => `${at(fault.pos[0])}: This is not good YAML: ${fault.message}`) };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return {
      problems: [`${at(0)}: This YAML cannot be used (${(error as Error).message}). Write it without aliases.`],
    };
  }
  const reading = readPolicy(value);
  if ("policy" in reading) return reading;
  return {
    problems: reading.problems.map((problem) => `${at(offsetOf(problem, document.contents))}: ${problemText(problem)}`),
  };
}

/** Where the file says what the problem is about; for what is missing, the place that misses it. */
function offsetOf({ keys, about }: PolicyProblem, contents: unknown): number {
  let node = contents;
  let offset = startOf(node) ?? 0;
  for (const [at, key] of keys.entries()) {
    const isLast = at === keys.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) return offset;
      node = pair.value;
      offset = (isLast && about === "key" ? undefined : startOf(node)) ?? startOf(pair.key) ?? offset;
    } else if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/**
 * What a file says for those who must go on in any case: where it could not be read, the default in observe mode, which
 * contains nothing. Presets that it picks are named there; `policyInForce` applies them.
 */
export const safelyDeployed = (file: PolicyFile): DeployedPolicy =>
  "policy" in file ? { policy: file.policy, stated: file.stated } : onlyObserving;

/** The same as a policy, without what presets say. */
export const safePolicy = (file: PolicyFile): Policy => safelyDeployed(file).policy;
