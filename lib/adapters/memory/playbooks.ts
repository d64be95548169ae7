import type { PlaybookRunner } from "../../app/ports.ts";
import type { ContainmentRequest } from "../../domain/response/containment.ts";

/** Notes which playbooks were to be started, and contains nothing. */
export interface MemoryPlaybooks extends PlaybookRunner {
  started(): readonly ContainmentRequest[];
}

export function memoryPlaybooks(): MemoryPlaybooks {
  const requests = new Map<string, ContainmentRequest>();
  return {
    async start(request) {
      const { containmentId } = request;
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(containmentId)) {
        throw new RangeError(
          `"${containmentId}" cannot name an execution; allowed are 1 to 80 letters, digits, hyphens and underscores.`,
        );
      }
      if (requests.has(containmentId)) return "already-started";
      requests.set(containmentId, structuredClone(request));
      return "started";
    },
    started: () => [...requests.values()],
  };
}
