import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { KinesisStream } from "aws-cdk-lib/aws-events-targets";
import { Stream, StreamEncryption, StreamMode } from "aws-cdk-lib/aws-kinesis";
import { type IFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { KinesisEventSource, SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deadLetterQueue } from "../private-queue.ts";
import { partitionedCloudTrailEvents, theRecordAlone } from "./event-patterns.ts";
import { WatchBus } from "./watch-bus.ts";

export interface StreamIngestionProps {
  readonly handler: IFunction;
  readonly homeBus: EventBus;
  readonly undelivered: Queue;
  readonly emulator: boolean;
}

/**
 * Records through a stream, in order for each role: for organisations, from about 4 events a second up, where a shard
 * ($10.95 a month in us-east-1) costs less than the requests of a queue.
 */
export class StreamIngestion extends Construct {
  readonly stream: Stream;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: StreamIngestionProps) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, "DeadLetters");
    this.stream = new Stream(this, "Stream", {
      streamMode: StreamMode.PROVISIONED,
      // A shard takes 1 MB/s, about 540 records with their envelope; 300 a second leaves room for bursts.
      shardCount: 1,
      retentionPeriod: Duration.hours(24),
      encryption: StreamEncryption.MANAGED,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const undelivered = { deadLetterQueue: props.undelivered };
    // The partition key is read from the event itself, not from what the target gets of it.
    const target = (partitionKeyPath: string) =>
      new KinesisStream(this.stream, { ...undelivered, partitionKeyPath, message: theRecordAlone });
    const cloudTrail = partitionedCloudTrailEvents.map(({ id: part, pattern, partitionKeyPath }) => ({
      id: part,
      pattern,
      target: target(partitionKeyPath),
    }));
    const watched = {
      cloudTrail,
      noticeTarget: new KinesisStream(this.stream, { ...undelivered, partitionKeyPath: "$.id" }),
      emulator: props.emulator,
    };
    new WatchBus(this, "DefaultBus", { eventBus: undefined, ...watched });
    new WatchBus(this, "HomeBus", { eventBus: props.homeBus, ...watched });
    props.handler.addEventSource(
      new KinesisEventSource(this.stream, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 2000,
        maxBatchingWindow: Duration.seconds(1),
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        // Left alone, a poison record would hold up its shard until it expires.
        retryAttempts: 8,
        maxRecordAge: Duration.hours(6),
        onFailure: new SqsDlq(this.deadLetters),
      }),
    );
  }
}
