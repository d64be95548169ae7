import type { FamilyLoss } from "../../../lib/domain/trust/trust-score.ts";
import { contribution } from "../trust/contributions.ts";

/** What one family takes from trust. */
export const loss = (
  family: FamilyLoss["family"],
  points: number,
  bent: { deterministic?: boolean; sensitive?: boolean } = {},
) => ({
  family,
  points,
  contribution: contribution({ family, points, ...bent }),
});
