import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { measures, notStopped } from "../../../lib/domain/response/not-stopped.ts";

describe("what a measure does not stop", () => {
  it("is known for each playbook", () => {
    expect(measures).toEqual(expect.arrayContaining([...playbookNames]));
  });

  it.each(measures)("is said of %s in whole sentences, each once", (measure) => {
    const sentences = notStopped[measure];
    expect(sentences.length).toBeGreaterThan(4);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][\x20-\x7e]{20,280}\.$/);
  });
});
