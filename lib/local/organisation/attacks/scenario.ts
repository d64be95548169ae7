import type { CloudTrailRecord } from "../../../domain/event/activity.ts";
import { globalRegion } from "../accounts.ts";
import { type Call, type Fields, resourceOf } from "../call.ts";
import type { Credential } from "../credentials/credential.ts";
import type { Path } from "../networks.ts";
import type { Organisation } from "../organisation.ts";
import { type Random, seededRandom } from "../random.ts";
import { callRecord } from "../record.ts";

/** One call of an attacker: what a simulated account must know to say whether it would still be allowed. */
export interface AttackStep {
  /** Since the scenario's start. */
  readonly atOffsetMs: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** The IAM permission that the call needs: `s3:GetObject`. */
  readonly action: string;
  readonly eventSource: string;
  readonly eventName: string;
  /** Account whose API is called. */
  readonly accountId: string;
  /** The key that signs the call; undefined where a token of an OIDC provider stands for it. */
  readonly accessKeyId: string | undefined;
  /** ARN of the user or the session that calls. */
  readonly principalArn: string;
  /** What the call is about; `*` where it is about nothing in particular. */
  readonly resourceArn: string;
  readonly sourceAddress: string;
  readonly userAgent: string;
  /** False where the identity's own policies refuse the call, containment or not. */
  readonly permitted: boolean;
  /** Access key that this call creates; steps that use it cannot happen where this one was refused. */
  readonly createsAccessKeyId: string | undefined;
  /** The record that CloudTrail writes where nothing stops the call. */
  readonly record: CloudTrailRecord;
}

export interface AttackScenario {
  /** `stolen-access-key` */
  readonly name: string;
  /** One sentence for people. */
  readonly story: string;
  readonly identityKey: string;
  readonly accountId: string;
  readonly startMs: number;
  /** The calls in order of time. */
  attackSteps(): readonly AttackStep[];
}

/** A call as a scenario plans it. */
export interface PlannedStep {
  /** Time since the step before. */
  readonly afterMs: number;
  readonly call: Call;
  readonly credential: Pick<Credential, "userIdentity" | "principalArn" | "accessKeyId" | "invokedBy" | "fromConsole">;
  readonly path: Path;
  readonly userAgent: string;
  readonly region?: string;
  readonly createsAccessKeyId?: string;
  /** A record that something else wrote: the issuing of a session. */
  readonly written?: CloudTrailRecord;
}

/** What a scenario is told: whom it takes and when. */
export interface ScenarioSetting {
  readonly organisation: Organisation;
  /** Milliseconds since 1970; within the organisation's days. */
  readonly startMs: number;
}

/** Numbers for one scenario at one time, apart from everybody else's. */
export function scenarioRandom({ organisation, startMs }: ScenarioSetting, name: string): Random {
  return seededRandom(organisation.world.seed, `steps:${name}:${startMs}`);
}

/** Writes out planned calls with their times and records. */
export function writeSteps(
  setting: ScenarioSetting,
  accountId: string,
  random: Random,
  planned: readonly PlannedStep[],
): readonly AttackStep[] {
  let atOffsetMs = 0;
  return planned.map((step) => {
    atOffsetMs += step.afterMs;
    const { call, credential, path, userAgent } = step;
    const timeMs = setting.startMs + atOffsetMs;
    const region = call.global ? globalRegion : (step.region ?? globalRegion);
    const place = { accountId, region, timeMs, workload: "", random };
    const record = step.written ?? callRecord({ call, place, credential, path, userAgent });
    return {
      atOffsetMs,
      timeMs,
      action: call.permission,
      eventSource: call.eventSource,
      eventName: call.eventName,
      accountId,
      accessKeyId: credential.accessKeyId,
      principalArn: credential.principalArn,
      resourceArn: resourceOf(call, place, (record["requestParameters"] ?? {}) as Fields),
      sourceAddress: path.sourceAddress,
      userAgent,
      permitted: call.error === undefined,
      createsAccessKeyId: step.createsAccessKeyId,
      record,
    };
  });
}
