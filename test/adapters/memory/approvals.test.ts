import { memoryApprovals } from "../../../lib/adapters/memory/approvals.ts";
import { approvalsContract } from "../contract/approvals.ts";

describe("questions in memory", () => {
  approvalsContract(async () => {
    const approvals = memoryApprovals();
    return { approvals, ask: async (stored) => approvals.put(stored) };
  });
});
