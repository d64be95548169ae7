import {
  historyLength,
  type RuleSet,
  type RuleSetWrite,
  type RuleStore,
  requireStorable,
} from "../../app/rule-store.ts";

const nothing: RuleSet = { version: 0, rules: [] };

/** Pushed rules of one process. */
export function memoryRules(): RuleStore {
  const versions: RuleSetWrite[] = [];
  const setAt = (version: number): RuleSet | undefined => {
    if (version === 0) return nothing;
    const write = versions[version - 1];
    return write === undefined ? undefined : { version, rules: structuredClone(write.rules) };
  };
  return {
    load: async () => setAt(versions.length) ?? nothing,
    loadVersion: async (version) => setAt(version),
    async save(write) {
      requireStorable(write.rules);
      if (write.expectedVersion !== versions.length) return false;
      versions.push(structuredClone(write));
      return true;
    },
    history: async () =>
      versions
        .map(({ changedBy, changedAtMs, change, restored }, at) => {
          return { version: at + 1, changedBy, changedAtMs, change, restored };
        })
        .reverse()
        .slice(0, historyLength),
  };
}
