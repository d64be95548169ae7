import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";

const request = {
  containmentId: "c-1",
  caseId: "case-1",
  identityKey: "arn:aws:iam::222222222222:user/backup",
  reason: "Two independent families and a sensitive action.",
  eventIds: ["e-1", "e-2"],
  eventTime: "2026-11-21T06:59:30.000Z",
  decidedAt: "2026-11-21T06:59:58.000Z",
};

export const keyRequest: ContainmentRequest = {
  ...request,
  playbook: "disable-access-key",
  target: {
    playbook: "disable-access-key",
    accountId: "222222222222",
    userName: "backup",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  },
};

export const roleRequest: ContainmentRequest = {
  ...request,
  identityKey: "arn:aws:iam::222222222222:role/deploy",
  playbook: "revoke-role-sessions",
  target: { playbook: "revoke-role-sessions", accountId: "222222222222", roleName: "deploy" },
};
