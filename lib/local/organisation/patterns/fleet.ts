import { hexadecimal, instanceId } from "../identifiers.ts";
import { dayMs, minuteMs } from "../time-text.ts";
import type { Pattern } from "./pattern.ts";
import { busyness } from "./time-of-day.ts";

/** A group of like workloads whose number follows the time of day. */
export interface FleetOptions {
  readonly fewest: number;
  readonly most: number;
  /** Mean time between two calls of one member at density 1. */
  readonly gapMs: number;
  /** Calls a member makes on coming up. */
  readonly startCalls: number;
  /** How a member is named: an EC2 instance or an ECS task. */
  readonly members?: "instances" | "tasks";
  /** A member is replaced after about this long, even when the number stays. */
  readonly lifeMs?: number;
}

interface Member {
  readonly workload: string;
  readonly retiresMs: number;
  nextMs: number;
  step: number;
}

/** Members come and go: the number is set every ten minutes, the oldest go first. */
export function fleet(options: FleetOptions): Pattern {
  return function* (span) {
    const { random, census } = span;
    const members: Member[] = [];
    const name = options.members === "tasks" ? () => hexadecimal(random, 32) : () => instanceId(random);
    const lifeMs = options.lifeMs ?? 2 * dayMs;
    const gapMs = options.gapMs / span.density;
    for (let tickMs = span.startMs; tickMs < span.endMs; tickMs += 10 * minuteMs) {
      const endMs = Math.min(span.endMs, tickMs + 10 * minuteMs);
      const wanted = Math.round(options.fewest + (options.most - options.fewest) * busyness(tickMs));
      while (members.length > wanted || (members[0] !== undefined && members[0].retiresMs < tickMs)) {
        members.shift();
        census.held--;
      }
      while (members.length < wanted) {
        const retiresMs = tickMs + lifeMs * (0.5 + random.unit());
        const nextMs = tickMs + random.unit() * 5 * minuteMs;
        members.push({ workload: name(), retiresMs, nextMs, step: 0 });
        census.held++;
      }
      for (;;) {
        let next: Member | undefined;
        for (const member of members) if (next === undefined || member.nextMs < next.nextMs) next = member;
        if (next === undefined || next.nextMs >= endMs) break;
        yield { timeMs: next.nextMs, workload: next.workload, step: next.step };
        next.step++;
        next.nextMs += next.step < options.startCalls ? 500 + random.exponential(3_000) : random.exponential(gapMs);
      }
    }
    census.held -= members.length;
  };
}
