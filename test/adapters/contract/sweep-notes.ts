import type { ContainmentRecord, SweepNotes } from "../../../lib/app/ports.ts";
import { containmentRecord, type OpenedContainments } from "./containment-store.ts";

/** What every SweepNotes promises. `open` gives an empty store of containments, and the notes in it. */
export function sweepNotesContract(open: () => Promise<OpenedContainments & { readonly notes: SweepNotes }>): void {
  test("a note stands in its containment and in no other, and changes nothing else there", async () => {
    const { store, put, notes } = await open();
    const [one, other] = ["c-1", "c-2"].map((id) => containmentRecord(id)) as [ContainmentRecord, ContainmentRecord];
    await put(one);
    await put(other);
    await notes.noteSweep("c-1", "not swept: the role is missing");
    expect(await store.get("c-1")).toEqual({ ...one, swept: "not swept: the role is missing" });
    expect(await store.get("c-2")).toEqual(other);
  });

  test("a later note takes the place of an earlier one", async () => {
    const { store, put, notes } = await open();
    await put(containmentRecord("c-1"));
    await notes.noteSweep("c-1", "first");
    await notes.noteSweep("c-1", "second");
    expect((await store.get("c-1"))?.swept).toBe("second");
  });

  test("there is no note without its containment", async () => {
    const { store, notes } = await open();
    await expect(notes.noteSweep("c-9", "nothing")).rejects.toThrow("c-9");
    expect(await store.get("c-9")).toBeUndefined();
  });
}
