import type { PlaybookRunner } from "../../../lib/app/ports.ts";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { containmentRequest } from "./containment-store.ts";

export interface OpenedPlaybooks {
  readonly playbooks: PlaybookRunner;
  /** The requests of all executions there are. */
  started(): readonly ContainmentRequest[];
}

/** What every PlaybookRunner promises. */
export function playbookRunnerContract(open: () => Promise<OpenedPlaybooks>): void {
  test("a containment starts once, though it is decided again at another time", async () => {
    const { playbooks, started } = await open();
    const first = containmentRequest();
    expect(await playbooks.start(first)).toBe("started");
    expect(await playbooks.start(containmentRequest({ decidedAt: "2026-11-21T10:05:00.000Z" }))).toBe(
      "already-started",
    );
    expect(started()).toEqual([first]);
  });

  test("two containments are two executions", async () => {
    const { playbooks, started } = await open();
    await playbooks.start(containmentRequest({ containmentId: "c-1" }));
    await playbooks.start(containmentRequest({ containmentId: "c-2" }));
    expect(started().map((request) => request.containmentId)).toEqual(["c-1", "c-2"]);
  });

  test.each(["", "a b", "a/b", "a:b", "é", "a\n", "x".repeat(81)])(
    "the id %j names no execution and starts none",
    async (containmentId) => {
      const { playbooks, started } = await open();
      await expect(playbooks.start(containmentRequest({ containmentId }))).rejects.toThrow(
        "allowed are 1 to 80 letters, digits, hyphens and underscores",
      );
      expect(started()).toEqual([]);
    },
  );
}
