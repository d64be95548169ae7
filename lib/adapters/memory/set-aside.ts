import type { SetAside } from "../../app/ports.ts";
import type { Unreadable } from "../../domain/event/activity.ts";

/** Keeps what was set aside, for the local runtime and for tests. */
export interface MemorySetAside extends SetAside {
  kept(): readonly Unreadable[];
}

export function memorySetAside(): MemorySetAside {
  const items: Unreadable[] = [];
  return {
    async keep(more) {
      for (const item of more) items.push({ ...item });
    },
    kept: () => [...items],
  };
}
