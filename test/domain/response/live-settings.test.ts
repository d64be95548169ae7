import fc from "fast-check";
import {
  deployedOnly,
  noLiveSettings,
  readLiveSettings,
  saysTheSame,
} from "../../../lib/domain/response/live-settings.ts";
import { problemText } from "../../../lib/domain/response/policy-problem.ts";
import { liveOf, someLive } from "./made-settings.ts";

const refused = (value: unknown): string => {
  const reading = readLiveSettings(value);
  return "problems" in reading ? reading.problems.map(problemText).join("\n") : "taken";
};

test("an empty mapping sets nothing", () => {
  expect(readLiveSettings({})).toEqual({ settings: noLiveSettings });
});

test("what was read is read again from its JSON as the same", () => {
  fc.assert(
    fc.property(someLive, (settings) => {
      expect(liveOf(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
    }),
  );
});

test.each(deployedOnly)(
  "%s is not for live settings, whatever it says, and the error says why and what to do",
  (key) => {
    for (const value of ["observe", "enforce", [], null, 1]) {
      expect(refused({ [key]: value })).toMatch(
        new RegExp(
          `^${key} is .*; allowed is only what the deployed warden.yaml says: nobody is to widen .*Change warden.yaml and deploy it`,
        ),
      );
    }
  },
);

test.each([
  [{ signalWeights: { network: 3 } }, /signalWeights\.network is 3; allowed is a number from 0 to 2/],
  [{ signalWeights: { netwrok: 1 } }, /Did you mean network\?/],
  [{ kindWeights: { lambda: 9 } }, /kindWeights\.lambda is 9; allowed is a number from 0.5 to 2/],
  [{ kindWeights: { lamda: 1 } }, /Did you mean lambda\?/],
  [{ presets: ["paranoid"] }, /presets\[0\] is "paranoid"; allowed is one of api_protection/],
  [{ presets: [null] }, /presets\[0\] is ""; allowed is one of api_protection/],
  [{ presets: "strict" }, /presets is "strict"; allowed is a list/],
  [{ thresholds: { alert: 101 } }, /thresholds\.alert is 101; allowed is a number from 0 to 100/],
  [{ thresholds: { review: 40, contain: 50 } }, /thresholds\.contain is 50; allowed is at most review, which is 40/],
  [{ disabledRules: ["../etc"] }, /disabledRules\[0\] is "\.\.\/etc"/],
  [{ disabledRules: ["a"], enabledRules: ["a"] }, /enabledRules\[0\] is "a"; allowed is a rule that disabledRules/],
  [{ treshold: {} }, /The key treshold is not known.*Did you mean thresholds\?/],
  [null, /allowed is a mapping of settings/],
  [[], /allowed is a mapping of settings/],
  ["mode: enforce", /allowed is a mapping of settings/],
])("%j is refused with its place and a remedy", (value, message) => {
  expect(refused(value)).toMatch(message);
});

test("any value gives settings or problems, and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.string(), fc.anything())), (value) => {
      const reading = readLiveSettings(value);
      expect("settings" in reading || reading.problems.length > 0).toBe(true);
    }),
  );
});

test("neither the order of keys nor that of rules makes two settings different, and a weight does", () => {
  const one = liveOf({ signalWeights: { network: 1.5, action: 0.5 }, disabledRules: ["a", "b"] });
  expect(saysTheSame(one, liveOf({ disabledRules: ["b", "a"], signalWeights: { action: 0.5, network: 1.5 } }))).toBe(
    true,
  );
  expect(saysTheSame(one, { ...one, signalWeights: { network: 1.5 } })).toBe(false);
  expect(saysTheSame(noLiveSettings, liveOf({ presets: [] }))).toBe(false);
});
