import fc from "fast-check";
import type { SetAside } from "../../../lib/app/ports.ts";
import type { Unreadable } from "../../../lib/domain/event/activity.ts";
import { anyCharacter } from "../../any-character.ts";

export function unreadableOf(excerpt: string): Unreadable {
  return { reason: "not-json", detail: "The text is not JSON.", excerpt };
}

export interface OpenedSetAside {
  readonly setAside: SetAside;
  /** What was kept so far, in any order. */
  kept(): readonly Unreadable[];
}

/** What every SetAside promises. */
export function setAsideContract(open: () => Promise<OpenedSetAside>): void {
  test("nothing is kept of nothing", async () => {
    const { setAside, kept } = await open();
    await setAside.keep([]);
    expect(kept()).toEqual([]);
  });

  test("everything is kept, however much and whatever characters it holds", async () => {
    const { setAside, kept } = await open();
    const hostile = ["\u0000\u0007", "\ufffe\uffff", "\ud83d", "鍵🔑\u202e", '"}\\', "x".repeat(2_000)];
    const items = [...hostile, ...Array.from({ length: 40 }, (_, at) => `line ${at}`)].map(unreadableOf);
    await setAside.keep(items);
    expect(kept()).toEqual(items);
  });

  test("for any texts, what is kept is what was given", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: anyCharacter, maxLength: 200 }), { maxLength: 25 }),
        async (texts) => {
          const { setAside, kept } = await open();
          await setAside.keep(texts.map(unreadableOf));
          expect(kept()).toEqual(texts.map(unreadableOf));
        },
      ),
      { numRuns: 20 },
    );
  });
}
