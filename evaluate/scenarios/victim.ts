import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import type { Account } from "../../lib/local/organisation/accounts.ts";
import type { Call, Fields } from "../../lib/local/organisation/call.ts";
import type { Credential } from "../../lib/local/organisation/credentials/credential.ts";
import type { DescribedIdentity } from "../../lib/local/organisation/identity-spec.ts";
import type { TimedRecord } from "../../lib/local/organisation/identity-stream.ts";
import { type Path, privateNetwork } from "../../lib/local/organisation/networks.ts";
import type { Organisation } from "../../lib/local/organisation/organisation.ts";
import type { AttackScenario } from "./scenario.ts";
import { type Acting, type Holding, type Stage, stage } from "./stage.ts";
import { kebab } from "./stranger.ts";
import { endsMs, takeSessionAnew } from "./take-session.ts";

/** One identity of the organisation that something is done to, or with. */
export interface Victim {
  readonly identity: DescribedIdentity;
  readonly account: Account;
  /**
   * What it holds at the clock's time, in its own place: own credential, network and software.
   * Times must not go back. Throws RangeError where it had done nothing yet.
   */
  readonly holding: () => Holding;
  /**
   * The same, with a session that has not ended: where it has, its workload got itself a new one, which is recorded.
   */
  readonly live: () => Acting;
}

/** A session that ends before this long is renewed first. */
const sessionLeftMs = 600_000;

type About = Omit<AttackScenario, "build">;

/** A scenario on one of these victims, drawn from those that the organisation has. Names may be beginnings of names. */
export function scenario(
  about: About,
  victims: readonly [string, ...string[]],
  play: (stage: Stage, victim: Victim) => void,
): AttackScenario {
  return {
    ...about,
    build: (input) => {
      const made = stage(input, about.name);
      const candidates = victims.flatMap((name) => identityBeginning(input.organisation, name) ?? []);
      if (candidates.length === 0) {
        throw new RangeError(
          `scenario ${about.name} needs one of ${victims.join(", ")}; the organisation has none: make it larger`,
        );
      }
      const chosen = victimOf(made, made.random.pick(candidates));
      play(made, chosen);
      return { identityKey: chosen.identity.key, records: made.records };
    },
  };
}

/** `account/name` where a name stands in several accounts: `staging/terraform`. */
function identityBeginning(organisation: Organisation, wanted: string): DescribedIdentity | undefined {
  const [name = "", accountName] = wanted.split("/").reverse();
  const account = organisation.accounts.find((one) => one.name === accountName);
  return organisation.identities.find(
    (one) => one.name.startsWith(name) && (account === undefined || one.accountId === account.accountId),
  );
}

function victimOf(made: Stage, identity: DescribedIdentity): Victim {
  const { organisation } = made.input;
  const account = organisation.accounts.find(({ accountId }) => accountId === identity.accountId);
  if (account === undefined) throw new RangeError(`${identity.key} is of no account of the organisation`);
  const own = organisation.recordsOf(identity.key)[Symbol.iterator]();
  let next = own.next();
  let last: CloudTrailRecord | undefined;
  let pending: CloudTrailRecord[] = [];
  const issuedBy = new Map<unknown, readonly CloudTrailRecord[]>();
  const pass = ({ record, action }: TimedRecord): void => {
    if (action === undefined) {
      pending.push(record);
      return;
    }
    // What issues a session comes right before the first call that the session signs.
    if (pending.length > 0) issuedBy.set(keyOf(record), pending);
    pending = [];
    last = record;
  };
  const holding = (): Holding => {
    for (; !next.done && next.value.timeMs < made.nowMs(); next = own.next()) pass(next.value);
    if (last === undefined) {
      const time = new Date(made.nowMs()).toISOString();
      throw new RangeError(`${identity.key} has done nothing before ${time}; choose a later time`);
    }
    return holdingOf(made, identity, account, last, issuedBy.get(keyOf(last)) ?? []);
  };
  const live = (): Acting => {
    const held = holding();
    const lasts = held.issuing.length === 0 || made.nowMs() + sessionLeftMs < endsMs(held);
    return lasts ? held : takeSessionAnew(made, held, held);
  };
  return { identity, account, holding, live };
}

function keyOf(record: CloudTrailRecord): unknown {
  return (record["userIdentity"] as Fields)["accessKeyId"];
}

function holdingOf(
  made: Stage,
  identity: DescribedIdentity,
  account: Account,
  record: CloudTrailRecord,
  issuing: readonly CloudTrailRecord[],
): Holding {
  const user = record["userIdentity"] as Fields;
  const arn = String(user["arn"]);
  const credential: Credential = {
    userIdentity: user,
    principalArn: arn,
    accessKeyId: user["accessKeyId"] === undefined ? undefined : String(user["accessKeyId"]),
    invokedBy: user["invokedBy"] === undefined ? undefined : String(user["invokedBy"]),
    fromConsole: record["sessionCredentialFromConsole"] === "true",
  };
  const agent = String(record["userAgent"]);
  return {
    credential,
    account,
    permits: identity.permits,
    path: ownPath(made, account, record, arn.slice(arn.lastIndexOf("/") + 1)),
    userAgent: (call: Call) => agent.replace(/md\/command#\S+/, `md/command#${call.service}.${kebab(call.eventName)}`),
    record,
    issuing,
  };
}

/** From where it would call another service: its account's endpoints and gateways, or where it last called from. */
function ownPath(made: Stage, account: Account, record: CloudTrailRecord, session: string): (service: string) => Path {
  const sourceAddress = String(record["sourceIPAddress"]);
  const byEndpoint = record["vpcEndpointId"] !== undefined;
  if (!byEndpoint && !account.natAddresses.includes(sourceAddress)) return () => ({ sourceAddress });
  const network = privateNetwork(account);
  return (service) => {
    const path = network({ timeMs: made.nowMs(), workload: session, step: 0 }, service, made.random);
    return byEndpoint && path.vpcEndpointId !== undefined ? { ...path, sourceAddress } : path;
  };
}
