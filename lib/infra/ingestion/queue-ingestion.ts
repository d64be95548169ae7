import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deadLetterQueue, privateQueue } from "../private-queue.ts";
import { cloudTrailEvents, theRecordAlone } from "./event-patterns.ts";
import { WatchBus } from "./watch-bus.ts";

export interface QueueIngestionProps {
  readonly handler: IFunction;
  /** Timeout of the handler. */
  readonly timeout: Duration;
  readonly homeBus: EventBus;
  readonly undelivered: Queue;
  readonly emulator: boolean;
}

/**
 * How long a batch is collected. It is most of the time from a record to a containment, and the shortest that AWS
 * allows for batches of over ten.
 */
const batchingWindow = Duration.seconds(1);

/**
 * Records through a standard queue: nothing to pay while nothing happens, no order, up to some tens of events a second.
 */
export class QueueIngestion extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: QueueIngestionProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, "DeadLetters");
    this.queue = privateQueue(this, "Queue", {
      // AWS asks for six times the function's timeout, so that a batch that is still worked on is not handed out again.
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    const undelivered = { deadLetterQueue: props.undelivered };
    const target = new SqsQueue(this.queue, { ...undelivered, message: theRecordAlone });
    const cloudTrail = [{ id: "Events", pattern: cloudTrailEvents, target }];
    const watched = { cloudTrail, noticeTarget: new SqsQueue(this.queue, undelivered), emulator: props.emulator };
    new WatchBus(this, "DefaultBus", { eventBus: undefined, ...watched });
    new WatchBus(this, "HomeBus", { eventBus: props.homeBus, ...watched });
    props.handler.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 1000,
        maxBatchingWindow: batchingWindow,
        reportBatchItemFailures: true,
      }),
    );
  }
}
