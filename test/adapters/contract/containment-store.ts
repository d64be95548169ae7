import type { ContainmentRecord, ContainmentStore } from "../../../lib/app/ports.ts";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";

export function containmentRequest(change: Partial<ContainmentRequest> = {}): ContainmentRequest {
  return {
    containmentId: "c-1",
    caseId: "case-1",
    identityKey: "arn:aws:iam::111122223333:user/ci",
    playbook: "disable-access-key",
    target: {
      playbook: "disable-access-key",
      accountId: "111122223333",
      userName: "ci",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    },
    reason: "The key was used from a network never seen, and created a user.",
    eventIds: ["e-1"],
    eventTime: "2026-11-21T10:00:00.000Z",
    decidedAt: "2026-11-21T10:00:31.250Z",
    ...change,
  };
}

export function containmentRecord(containmentId: string, change: Partial<ContainmentRecord> = {}): ContainmentRecord {
  return {
    containmentId,
    request: containmentRequest({ containmentId }),
    state: "contained",
    outcome: "contained",
    updatedAt: "2026-11-21T10:01:00.000Z",
    ...change,
  };
}

export interface OpenedContainments {
  readonly store: ContainmentStore;
  /** Writes a record as a playbook would. */
  put(record: ContainmentRecord): Promise<void>;
}

/** What every ContainmentStore promises. `open` gives an empty one. */
export function containmentStoreContract(open: () => Promise<OpenedContainments>): void {
  test("what no playbook wrote is absent", async () => {
    const { store } = await open();
    expect(await store.get("c-1")).toBeUndefined();
    expect(await store.list()).toEqual([]);
  });

  test("what a playbook wrote is read, and its newest state counts", async () => {
    const { store, put } = await open();
    await put(containmentRecord("c-1", { state: "running", outcome: "running" }));
    await put(containmentRecord("c-1", { state: "refused", outcome: "refused-protected" }));
    const refused = containmentRecord("c-1", { state: "refused", outcome: "refused-protected" });
    expect(await store.get("c-1")).toEqual(refused);
    expect(await store.list()).toEqual([refused]);
  });

  test("a role's containment comes back with its target", async () => {
    const { store, put } = await open();
    const target = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "app" } as const;
    const request = containmentRequest({ containmentId: "c-2", playbook: "revoke-role-sessions", target });
    await put(containmentRecord("c-2", { request }));
    expect((await store.get("c-2"))?.request).toEqual(request);
  });

  test("the list has the newest change first", async () => {
    const { store, put } = await open();
    await put(containmentRecord("c-2", { updatedAt: "2026-11-21T10:00:00.000Z" }));
    await put(containmentRecord("c-3", { updatedAt: "2026-11-21T12:00:00.000Z" }));
    await put(containmentRecord("c-1", { updatedAt: "2026-11-21T10:00:00.000Z" }));
    expect((await store.list()).map((record) => record.containmentId)).toEqual(["c-3", "c-1", "c-2"]);
  });
}
