/** How records reach the assess function: see `ingestion/`. */
export const ingestions = ["queue", "stream"] as const;
export type Ingestion = (typeof ingestions)[number];

/** What a deployment can be told with `cdk -c name=value` or in cdk.json. */
export interface DeploymentContext {
  readonly ingestion: Ingestion;
  /** Region of the warden itself; where it is left out, the one the credentials name. */
  readonly homeRegion: string | undefined;
  /** Regions whose events are forwarded to the home region. IAM's own events appear in us-east-1 only. */
  readonly forwardRegions: readonly string[];
  /** Set in a member account: the account of the warden. The app then makes forwarders and responder roles only. */
  readonly homeAccount: string | undefined;
  /**
   * Lets every account of this organisation put events on the home bus; in a member account, part of whom it trusts.
   */
  readonly organizationId: string | undefined;
  /**
   * Sent to the roles of member accounts that functions take, and asked for by them: the same in the home account and
   * in all members. In a member account it makes those that change identities as well.
   */
  readonly externalId: string | undefined;
  /** Set in the management account: the app then makes the guard policy only. */
  readonly guard: boolean;
  /** Roots, organisational units and accounts that the guard is attached to; none unless named. */
  readonly guardTargets: readonly string[];
  /** ARNs of roles that the guard lets change the warden's own roles and policies, besides those of StackSets. */
  readonly guardDeployers: readonly string[];
  readonly alertEmail: string | undefined;
  /** An existing bucket with CloudTrail log files, in the home account and region. */
  readonly trailBucket: string | undefined;
  /** ARN of the KMS key that the files in `trailBucket` are encrypted with. */
  readonly trailKeyArn: string | undefined;
  /** Makes a trail and its bucket. */
  readonly createTrail: boolean;
  /** At most so many assess functions at once, taken out of the account's pool. */
  readonly reservedConcurrency: number | undefined;
  /** Makes a user and a role without rights that are contained and released once a day, to see that it works. */
  readonly canary: boolean;
  /** Has the playbook stop-agent-session call AgentCore, which Step Functions has to have in the home region. */
  readonly agentSessions: boolean;
  /** Leaves out what local AWS emulators lack. */
  readonly emulator: boolean;
}

const options = [
  "ingestion",
  "homeRegion",
  "forwardRegions",
  "homeAccount",
  "organizationId",
  "externalId",
  "guard",
  "guardTargets",
  "guardDeployers",
  "alertEmail",
  "trailBucket",
  "trailKeyArn",
  "createTrail",
  "reservedConcurrency",
  "canary",
  "agentSessions",
  "emulator",
] as const;
type Name = (typeof options)[number];

/**
 * Reads the context and checks it. Throws an error that names the option, the value it had and what is allowed.
 * `lookUp` is `(name) => app.node.tryGetContext(name)`: strings from the command line, any JSON from cdk.json.
 */
export function readContext(lookUp: (name: string) => unknown): DeploymentContext {
  const text = (name: Name, pattern: RegExp, allowed: string): string | undefined => {
    const value = lookUp(name);
    if (value === undefined || value === "") return undefined;
    const given = typeof value === "number" ? String(value) : value;
    if (typeof given !== "string" || !pattern.test(given)) throw wrong(name, value, allowed);
    return given;
  };
  const flag = (name: Name): boolean => {
    const value = lookUp(name);
    if (value === undefined || value === "" || value === false || value === "false" || value === "0") return false;
    if (value === true || value === "true" || value === "1" || value === 1) return true;
    throw wrong(name, value, "true or false");
  };
  const list = (name: Name, pattern: RegExp, allowed: string): readonly string[] => {
    const value = lookUp(name);
    if (value === undefined) return [];
    const entries: unknown = typeof value === "string" ? value.split(",").map((entry) => entry.trim()) : value;
    if (!Array.isArray(entries)) throw wrong(name, value, allowed);
    const given = entries.filter((entry) => entry !== "");
    if (!given.every((entry) => typeof entry === "string" && pattern.test(entry))) throw wrong(name, value, allowed);
    return [...new Set<string>(given)];
  };
  const homeRegion = text("homeRegion", region, "a region such as eu-central-1");
  const homeAccount = text("homeAccount", /^\d{12}$/, "an account id of 12 digits, quoted in cdk.json");
  const context: DeploymentContext = {
    ingestion:
      text("ingestion", new RegExp(`^(${ingestions.join("|")})$`), ingestions.join(" or ")) === "stream"
        ? "stream"
        : "queue",
    homeRegion,
    forwardRegions: regions(lookUp("forwardRegions"), homeRegion, homeAccount),
    homeAccount,
    organizationId: text("organizationId", /^o-[a-z0-9]{10,32}$/, "an organisation id such as o-a1b2c3d4e5"),
    externalId: text(
      "externalId",
      /^[\w+=,.@:/-]{16,256}$/,
      "16 to 256 letters, digits and signs of + = , . @ : / - _",
    ),
    guard: flag("guard"),
    guardTargets: list(
      "guardTargets",
      guardTarget,
      "roots, units or accounts with commas between them: r-a1b2,ou-a1b2-c3d4e5f6,12 digits",
    ),
    guardDeployers: list("guardDeployers", deployer, "ARNs of roles with commas between them; the name may hold *"),
    alertEmail: text("alertEmail", /^[^@\s]{1,64}@[^@\s]{1,190}$/, "one e-mail address"),
    trailBucket: text("trailBucket", /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of a bucket"),
    trailKeyArn: text("trailKeyArn", /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "the ARN of a KMS key"),
    createTrail: flag("createTrail"),
    reservedConcurrency: concurrency(text("reservedConcurrency", /^\d{1,4}$/, "a whole number from 1 up")),
    canary: flag("canary"),
    agentSessions: flag("agentSessions"),
    emulator: flag("emulator"),
  };
  checkTogether(context);
  return context;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
const guardTarget = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|\d{12})$/;

/** A wildcard for the account or within the name, and never for the whole name: that would exempt everybody. */
const deployer = /^arn:aws[a-z-]*:iam::(\*|\d{12}):role\/(?=[^*]{4})[\w+=,.@/*-]{4,512}$/;

const region = /^[a-z]{2,3}(-[a-z]+)+-\d$/;

/**
 * Without being asked, events are forwarded from us-east-1, where alone IAM's own appear, and in a member account from
 * the home region, where the warden has rules in its own account only.
 */
function regions(value: unknown, homeRegion: string | undefined, homeAccount: string | undefined): readonly string[] {
  if (value === undefined) {
    if (homeRegion === undefined) return [];
    const needed = [...new Set([homeRegion, "us-east-1"])];
    return homeAccount === undefined ? needed.filter((entry) => entry !== homeRegion) : needed;
  }
  const list = typeof value === "string" ? value.split(",").map((entry) => entry.trim()) : value;
  const allowed = "regions with commas between them, such as us-east-1,eu-west-1";
  if (!Array.isArray(list)) throw wrong("forwardRegions", value, allowed);
  const given = list.filter((entry) => entry !== "");
  if (!given.every((entry) => typeof entry === "string" && region.test(entry))) {
    throw wrong("forwardRegions", value, allowed);
  }
  return [...new Set<string>(given)];
}

function concurrency(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (Number(given) === 0)
    throw wrong("reservedConcurrency", given, "a whole number from 1 up; 0 would stop the warden");
  return Number(given);
}

function checkTogether(context: DeploymentContext): void {
  const { homeRegion, homeAccount, forwardRegions, trailBucket, trailKeyArn, createTrail, emulator } = context;
  if (forwardRegions.length > 0 && homeRegion === undefined) {
    throw new Error(
      `forwardRegions is ${forwardRegions.join(",")}, but homeRegion is not set: events need somewhere to go. Set homeRegion.`,
    );
  }
  if (homeAccount === undefined && homeRegion !== undefined && forwardRegions.includes(homeRegion)) {
    throw new Error(
      `forwardRegions holds ${homeRegion}, the home region, where the warden has its own rules. Leave it out.`,
    );
  }
  if (homeAccount !== undefined && homeRegion === undefined) {
    throw new Error(`homeAccount is ${homeAccount}, but homeRegion is not set. Set the region of the warden there.`);
  }
  const { guard, guardTargets, guardDeployers } = context;
  if (guard && homeAccount === undefined) {
    throw new Error(
      "guard is set, but homeAccount is not: the guard exempts the warden's roles of one account. Set it.",
    );
  }
  if (!guard && guardTargets.length + guardDeployers.length > 0) {
    throw new Error("guardTargets and guardDeployers are of the guard policy, but guard is not set. Set guard=true.");
  }
  if (context.canary && homeAccount !== undefined) {
    throw new Error(
      `canary is set, and so is homeAccount (${homeAccount}): the canary is in the warden's own account. Leave out one.`,
    );
  }
  if (createTrail && trailBucket !== undefined) {
    throw new Error(`createTrail makes a bucket of its own, but trailBucket is ${trailBucket}. Set one of them.`);
  }
  if (trailKeyArn !== undefined && trailBucket === undefined) {
    throw new Error(`trailKeyArn is ${trailKeyArn}, but trailBucket is not set. Set both or neither.`);
  }
  if (emulator && (createTrail || trailBucket !== undefined)) {
    throw new Error("emulator leaves out trails and S3 notifications. Leave out createTrail and trailBucket.");
  }
}

function wrong(name: Name, value: unknown, allowed: string): Error {
  return new Error(`The context option ${name} is ${JSON.stringify(value)}. Allowed: ${allowed}.`);
}
