import type { IdentityKind } from "../identity/identity.ts";

/** What an agent may say of itself that a machine's should not: where it runs, or that it is a console or a browser. */
export type Oddity = "by hand" | "cloudshell" | "macos" | "windows" | "lambda" | "ecs";

/** What an identity's kind leads to expect of its agents, and how much of the signal's points the rest may take. */
export interface ExpectedOfKind {
  readonly holder: string;
  readonly expected: string;
  readonly shares: Readonly<Partial<Record<Oddity, number>>>;
  /** Whether the kind counts only where AWS says so. */
  readonly isStated?: true;
}

/** By itself below the 6 points that make a family evidence of its own. */
const share = 0.25;
/** Where some of the kind's own machines are such: runners and builds on macOS, tasks and nodes on Windows. */
const lesserShare = share / 2;

const people = { "by hand": share, cloudshell: share };
const desktops = { macos: share, windows: share };

/**
 * Kinds of which something can be expected before they have a history. Nothing is expected of people, of users' keys and
 * of roles of unknown kind. Lambda runs on Linux alone; ECS, EKS, CodeBuild and hosted runners have Windows, CodeBuild
 * and hosted runners macOS as well, and so has EC2, where servers run Windows as a rule.
 */
export const expectedOfKind: Readonly<Partial<Record<IdentityKind, ExpectedOfKind>>> = {
  lambda: {
    holder: "a function's",
    expected: "the software of a function, on Lambda",
    shares: { ...people, ...desktops, ecs: share },
  },
  ecs: {
    holder: "a task's",
    expected: "the software of a task, on ECS",
    shares: { ...people, macos: share, windows: lesserShare, lambda: share },
  },
  eks: {
    holder: "a pod's",
    expected: "the software of a pod, on a node",
    shares: { ...people, macos: share, windows: lesserShare, lambda: share, ecs: share },
  },
  ec2: {
    holder: "an instance's",
    expected: "the software of an instance",
    shares: { ...people, macos: lesserShare, lambda: share },
  },
  codebuild: {
    holder: "a build's",
    expected: "the commands of a build",
    shares: { ...people, macos: lesserShare, windows: lesserShare },
  },
  "ci-oidc": {
    holder: "a pipeline's",
    expected: "the jobs of a pipeline",
    shares: { ...people, macos: lesserShare, windows: lesserShare },
  },
  "roles-anywhere": { holder: "a server's", expected: "the software of a server", shares: people },
  "third-party": {
    holder: "a third party's",
    expected: "another company's servers",
    shares: { ...people, macos: share, windows: lesserShare },
  },
  // Of a user that is only named as Bedrock names the users of its API keys, a developer's own machine is to be expected.
  "bedrock-agent": {
    holder: "an agent's",
    expected: "the service that runs the agent",
    shares: { ...people, ...desktops },
    isStated: true,
  },
};
