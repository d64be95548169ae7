import { versionKeyOf } from "./agent-version.ts";
import { boundedMemo } from "./bounded-memo.ts";
import { agentDimension, markKey } from "./dimension.ts";

/**
 * A user agent's family: the tool or SDK, and the platform where it says. Never a version, so upgrades are not news.
 */
export interface AgentFamily {
  readonly name: string;
  readonly key: number;
  /**
   * Of this very text: the version of a known SDK or command line, as `agent-version.ts` has it; 0 where it names none.
   */
  readonly versionKey: number;
}

const families: readonly (readonly [RegExp, string])[] = [
  [/\bterraform\b/i, "terraform"],
  [/\bpulumi\b/i, "pulumi"],
  [/\bkarpenter\b/i, "karpenter"],
  [/^\[?aws-cli\//i, "aws-cli"],
  [/\bamazon-vpc-cni/i, "amazon-vpc-cni"],
  [/^\[?boto3?\//i, "boto3"],
  [/^\[?botocore\//i, "boto3"],
  [/^\[?aws-sdk-go-v2\//i, "aws-sdk-go-v2"],
  [/^\[?aws-sdk-go\//i, "aws-sdk-go"],
  [/^\[?aws-sdk-java\/2/i, "aws-sdk-java-2"],
  [/^\[?aws-(internal\/\S+ )?aws-sdk-java\//i, "aws-internal"],
  [/^\[?aws-internal/i, "aws-internal"],
  [/^\[?aws-sdk-java/i, "aws-sdk-java"],
  [/^\[?aws-sdk-(js|nodejs)/i, "aws-sdk-js"],
  [/^\[?aws-sdk-([a-z0-9]{2,12})/i, "aws-sdk"],
  [/^\[?S3Console/i, "console"],
  [/^(signin|console|[a-z0-9-]+\.console)\.?[a-z0-9.-]*amazonaws\.com/i, "console"],
  [/^[a-z0-9.-]+\.amazonaws\.com$/i, "aws-service"],
  [/^aws internal$/i, "aws-service"],
  [/^mozilla\//i, "browser"],
];

/**
 * The family of a user agent. The text is the caller's to choose, so it is weak evidence, never an exemption;
 * one that no pattern knows is named by its first product token.
 */
export const agentFamilyOf: (userAgent: string) => AgentFamily = boundedMemo(20_000, (userAgent) => {
  const text = userAgent.slice(0, 512);
  const family = families.find(([pattern]) => pattern.test(text))?.[1] ?? firstProduct(text);
  const name = withPlatform(family, text);
  return { name, key: markKey(agentDimension, name), versionKey: versionKeyOf(family, text) };
});

const firstProduct = (text: string): string =>
  /^\[?([A-Za-z][A-Za-z0-9._-]{0,31})/.exec(text)?.[1]?.toLowerCase() ?? "other";

/**
 * Where an agent says that it runs. What AWS runs names itself in `AWS_EXECUTION_ENV`, which SDKs pass on as
 * `exec-env`; desktop systems tell a laptop from a server; Linux is left unsaid.
 */
function withPlatform(family: string, text: string): string {
  if (/\bexec-env\/AWS_Lambda/i.test(text)) return `${family} on lambda`;
  if (/\bexec-env\/AWS_ECS/i.test(text)) return `${family} on ecs`;
  if (/\bexec-env\/CloudShell/i.test(text)) return `${family} on cloudshell`;
  if (/darwin|macos|mac os/i.test(text)) return `${family} on macos`;
  return /windows/i.test(text) ? `${family} on windows` : family;
}

/** `lambda`, `ecs`, `cloudshell`, `macos` or `windows`, as a family's name says where it runs; "" where it does not. */
export function placeOf(name: string): string {
  const at = name.lastIndexOf(on);
  return at < 0 ? "" : name.slice(at + on.length);
}

/** The tool in a family's name, wherever it runs. */
export function toolOf(name: string): string {
  const at = name.lastIndexOf(on);
  return at < 0 ? name : name.slice(0, at);
}

const on = " on ";
