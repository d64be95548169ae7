import type { IdentityKind } from "../identity/identity.ts";

/** What an agent may say of itself that a machine's should not: where it runs, or that it is a console or a browser. */
export type Oddity = "by hand" | "cloudshell" | "macos" | "windows" | "lambda" | "ecs";

/** What an identity's kind leads to expect of its agents, and how much of the signal's points the rest may take. */
export interface ExpectedOfKind {
  /** Whose software is expected. */
  readonly holder: string;
  readonly shares: Readonly<Partial<Record<Oddity, number>>>;
}

/** By itself below the 6 points that make a family evidence of its own. */
const most = 0.25;
/** Where some of the kind's own machines are such. */
const less = most / 2;

const people = { "by hand": most, cloudshell: most };
const desktops = { macos: most, windows: most };

/**
 * Kinds of which something can be expected before they have a history. Nothing is expected of people, of users' keys
 * and of roles of unknown kind. Lambda runs on Linux alone; ECS, EKS, CodeBuild and hosted runners have Windows,
 * CodeBuild and hosted runners macOS as well, and so has EC2, where servers run Windows as a rule. A task without a
 * role of its own uses its instance's; ECS and Lambda run builds.
 */
export const expectedOfKind: Readonly<Partial<Record<IdentityKind, ExpectedOfKind>>> = {
  lambda: { holder: "function", shares: { ...people, ...desktops, ecs: most } },
  ecs: { holder: "task", shares: { ...people, macos: most, windows: less, lambda: most } },
  eks: { holder: "pod", shares: { ...people, macos: most, windows: less, lambda: most, ecs: most } },
  ec2: { holder: "instance", shares: { ...people, macos: less, lambda: most } },
  codebuild: { holder: "build", shares: { ...people, macos: less, windows: less } },
  "ci-oidc": { holder: "pipeline", shares: { ...people, macos: less, windows: less } },
  "roles-anywhere": { holder: "server", shares: people },
  "third-party": { holder: "third party", shares: { ...people, macos: most, windows: less } },
  "bedrock-agent": { holder: "agent", shares: { ...people, ...desktops } },
};
