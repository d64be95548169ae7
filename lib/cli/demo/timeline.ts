import { targetName } from "../../domain/response/target-text.ts";
import type { AttackCall, Conclusion, DemoEvent, Verdict } from "../../local/demo/demo-report.ts";
import type { Colour, Paint } from "../paint.ts";
import { clip, offsetText, paragraph } from "./demo-text.ts";

const said: Record<Verdict, { readonly text: string; readonly colour: Colour }> = {
  allowed: { text: "allowed", colour: "yellow" },
  "refused-by-own-policy": { text: "refused by its own policy", colour: "dim" },
  "refused-by-containment": { text: "STOPPED", colour: "green" },
  impossible: { text: "STOPPED: has no such key", colour: "green" },
};

const textColumn = 20;
const callWidth = 42;

/** The lines that one event of the attack is told with. */
export interface Timeline {
  lines(event: DemoEvent): readonly string[];
  /** What is still held back: a call that may be repeated. */
  rest(): readonly string[];
}

/** Tells repeated calls once, and of the warden's conclusions those that moved trust or changed the decision. */
export const createTimeline = (paint: Paint): Timeline => {
  let held: { readonly call: AttackCall; times: number; lastOffsetMs: number } | undefined;
  let trust = 100;
  let decision: Conclusion["decision"] = "observe";

  const begin = (offsetMs: number, who: string) => `  ${offsetText(offsetMs).padStart(6)}  ${who.padEnd(8)}  `;
  const row = (offsetMs: number, who: string, colour: Colour, text: string) => {
    const [first = "", ...more] = paragraph(text, textColumn);
    return [`${paint(colour, begin(offsetMs, who))}${first.trimStart()}`, ...more];
  };

  const rest = () => {
    if (held === undefined || held.times === 1) {
      held = undefined;
      return [];
    }
    const { times, lastOffsetMs } = held;
    held = undefined;
    return [
      paint(
        "dim",
        `${" ".repeat(textColumn)}and the same ${times === 2 ? "once" : `${times - 1} times`} more, until ${offsetText(lastOffsetMs)}`,
      ),
    ];
  };

  const call = (made: AttackCall) => {
    const { action, verdict, errorCode, offsetMs } = made;
    if (held !== undefined && held.call.action === action && held.call.verdict === verdict) {
      held.times++;
      held.lastOffsetMs = offsetMs;
      return [];
    }
    const before = rest();
    held = { call: made, times: 1, lastOffsetMs: offsetMs };
    const { text, colour } = said[verdict];
    const code = verdict === "refused-by-containment" && errorCode !== undefined ? `: ${clip(errorCode, 30)}` : "";
    return [
      ...before,
      `${begin(offsetMs, "intruder")}${clip(action, callWidth).padEnd(callWidth)}  ${paint(colour, text + code)}`,
    ];
  };

  const conclusion = ({ offsetMs, trust: now, reasons, decision: decided }: Conclusion) => {
    const moved = Math.floor(now) !== Math.floor(trust);
    if (!moved && decided === decision) return [];
    const change = `trust ${Math.floor(trust)} -> ${Math.floor(now)}`;
    trust = now;
    decision = decided;
    const why = reasons.slice(0, 4).map((reason) => clip(reason, 120));
    const more = reasons.length > 4 ? [`${reasons.length - 4} more`] : [];
    return [
      ...rest(),
      ...row(offsetMs, "WARDEN", "cyan", [change, [...why, ...more].join("; ")].filter(Boolean).join(": ")),
    ];
  };

  return {
    rest,
    lines: (event) => {
      switch (event.kind) {
        case "call":
          return call(event.call);
        case "conclusion":
          return conclusion(event.conclusion);
        case "alert":
          return [
            ...rest(),
            ...row(event.offsetMs, "WARDEN", event.ofOther ? "red" : "cyan", `alert sent: ${event.alert.subject}`),
          ];
        case "containment": {
          const { target } = event;
          const what = `contain ${targetName(target)}: starts ${target.playbook}`;
          return [...rest(), ...row(event.offsetMs, "WARDEN", "cyan", what)];
        }
        case "change": {
          const { action, parameters, offsetMs } = event.change;
          const about = Object.values(parameters).filter((value) => typeof value === "string" && value.length < 60);
          return [...rest(), ...row(offsetMs, "playbook", "green", `${action} ${about.join(" ")}`)];
        }
        case "notice":
          return [...rest(), ...row(event.offsetMs, "playbook", "green", `told people: ${event.subject}`)];
        default:
          return [];
      }
    },
  };
};
