import { heldStandings } from "../../lib/app/held-standings.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";

test("a standing is handed out once, and only as the version that it was held as", () => {
  const held = heldStandings(10);
  const standing = emptyStanding();
  held.put("a", 3, standing);
  expect(held.take("a", 3)).toBe(standing);
  expect(held.take("a", 3)).toBeUndefined();
  held.put("a", 3, standing);
  expect(held.take("a", 4)).toBeUndefined();
  expect(held.take("a", 3)).toBeUndefined();
  expect(held.take("b", 0)).toBeUndefined();
});

test("no more are held than there is room for", () => {
  const held = heldStandings(3);
  for (const key of ["a", "b", "c", "d"]) held.put(key, 1, emptyStanding());
  const kept = ["a", "b", "c", "d"].filter((key) => held.take(key, 1) !== undefined);
  expect(kept.length).toBeLessThanOrEqual(3);
  expect(kept).toContain("d");
});
