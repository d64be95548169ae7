import { Aspects, Aws, Stack, type StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { EventBus as BusTarget } from "aws-cdk-lib/aws-events-targets";
import type { Construct } from "constructs";
import { names } from "../contract/names.ts";
import { Alarms } from "./alarms.ts";
import { cloudTrailEvents } from "./ingestion/event-patterns.ts";
import { WatchBus } from "./ingestion/watch-bus.ts";
import { Notices } from "./notices.ts";
import { deadLetterQueue } from "./private-queue.ts";
import { WardenRolePath } from "./warden-role-path.ts";

export interface ForwarderStackProps extends StackProps {
  readonly homeRegion: string;
  /** This account where it is left undefined. */
  readonly homeAccount: string | undefined;
  /** Without one, an alarm here changes its colour and tells nobody. */
  readonly alertEmail: string | undefined;
  readonly emulator: boolean;
}

/** Sends one region's events to the home bus, across regions and, in a member account, across accounts. */
export class ForwarderStack extends Stack {
  constructor(scope: Construct, id: string, props: ForwarderStackProps) {
    super(scope, id, { description: "NHI Warden: forwards a region's events to the home region", ...props });
    Aspects.of(this).add(new WardenRolePath());
    const account = props.homeAccount ?? Aws.ACCOUNT_ID;
    const homeBus = EventBus.fromEventBusArn(
      this,
      "HomeBus",
      `arn:${Aws.PARTITION}:events:${props.homeRegion}:${account}:event-bus/${names.bus}`,
    );
    const undelivered = deadLetterQueue(this, "Undelivered");
    const target = new BusTarget(homeBus, { deadLetterQueue: undelivered });
    new WatchBus(this, "DefaultBus", {
      eventBus: undefined,
      cloudTrail: [{ id: "Events", pattern: cloudTrailEvents, target }],
      noticeTarget: target,
      emulator: props.emulator,
    });
    const topic =
      props.alertEmail === undefined ? undefined : new Notices(this, "Notices", { alertEmail: props.alertEmail }).topic;
    const alarms = new Alarms(this, "Alarms", { topic });
    alarms.undeliveredEvents("UndeliveredEvents", undelivered, `events to ${props.homeRegion}`);
  }
}
