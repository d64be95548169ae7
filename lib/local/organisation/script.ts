import type { Call } from "./call.ts";
import type { Moment } from "./patterns/pattern.ts";
import type { Random } from "./random.ts";

/** Chooses the call that is made at a moment. */
export type Script = (moment: Moment, random: Random) => Call;

/** The calls in order; the last one is repeated for as long as a run goes on. */
export function sequence(...calls: readonly [Call, ...Call[]]): Script {
  return (moment) => calls[Math.min(moment.step, calls.length - 1)] ?? calls[0];
}

/** Rounds of the same calls, one after another. */
export function rounds(...calls: readonly [Call, ...Call[]]): Script {
  return (moment) => calls[moment.step % calls.length] ?? calls[0];
}

/** Calls by weight. */
export function mix(...weighted: readonly (readonly [weight: number, call: Call])[]): Script {
  const total = weighted.reduce((sum, [weight]) => sum + weight, 0);
  const first = weighted[0];
  if (first === undefined) throw new RangeError("a mix needs at least one call; none was given");
  return (_moment, random) => {
    let left = random.unit() * total;
    for (const [weight, call] of weighted) {
      left -= weight;
      if (left < 0) return call;
    }
    return first[1];
  };
}

/** Some calls at the start of each run, then another script. */
export function opening(first: readonly Call[], then: Script): Script {
  return (moment, random) => first[moment.step] ?? then(moment, random);
}

/** The script with a share of other calls in it: the errors that are always there. */
export function withNoise(script: Script, share: number, ...noise: readonly [Call, ...Call[]]): Script {
  return (moment, random) => (random.chance(share) ? random.pick(noise) : script(moment, random));
}

/** The script until a time, and from then on a share of a new call: a feature that was released. */
export function adopting(script: Script, fromMs: number, share: number, added: Call): Script {
  return (moment, random) => (moment.timeMs >= fromMs && random.chance(share) ? added : script(moment, random));
}
