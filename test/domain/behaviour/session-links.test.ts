import fc from "fast-check";
import { hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import {
  dropOldSessions,
  noteNetwork,
  type SessionLink,
  type SessionLinks,
  sessionCapacity,
  sessionOf,
} from "../../../lib/domain/behaviour/session-links.ts";

const now = Date.UTC(2026, 2, 2, 12);
const shuffles = fc.infiniteStream(fc.nat());

function shuffled<T>(items: readonly T[], order: fc.Stream<number>): T[] {
  const ranked = items.map((item) => ({ item, rank: order.next().value as number }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

test("the 32 sessions that began last are remembered, whatever the order in which they are seen", () => {
  const starts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(starts, shuffles, (hoursAgo, order) => {
      const sessions = hoursAgo.map((hours, index) => ({ id: `ASIA${index}`, startedMs: now - hours * hourMs }));
      const [one, other]: [SessionLinks, SessionLinks] = [[], []];
      for (const { id, startedMs } of sessions) sessionOf(one, id, startedMs, now);
      for (const { id, startedMs } of shuffled([...sessions, ...sessions], order)) sessionOf(other, id, startedMs, now);
      expect(other).toEqual(one);
      expect(one.map((link) => link.startedMs)).toEqual(
        sessions
          .map((session) => session.startedMs)
          .sort((a, b) => b - a)
          .slice(0, sessionCapacity),
      );
    }),
  );
});

test("of different times for one session's beginning the earliest holds, and the list stays in order", () => {
  const links: SessionLinks = [];
  sessionOf(links, "ASIAONE", now, now);
  const other = sessionOf(links, "ASIATWO", now - hourMs, now);
  sessionOf(links, "ASIAONE", now - 2 * hourMs, now);
  sessionOf(links, "ASIAONE", now - hourMs, now);
  expect(links.map((link) => link.startedMs)).toEqual([now - hourMs, now - 2 * hourMs]);
  expect(links[0]).toBe(other);
});

test("a session is remembered for 36 hours, forgotten after 38, and not taken up when it is older", () => {
  for (let minutes = 0; minutes < 60; minutes += 7) {
    const newest = now + minutes * 60_000;
    const links: SessionLinks = [];
    expect(sessionOf(links, "ASIAOLD", newest - 38 * hourMs - 1, newest)).toBeUndefined();
    expect(sessionOf(links, "ASIAEDGE", newest - 36 * hourMs, newest)).toBeDefined();
    sessionOf(links, "ASIANEW", newest, newest);
    dropOldSessions(links, newest);
    expect(links).toHaveLength(2);
    dropOldSessions(links, newest + 2 * hourMs + 1);
    expect(links.map((link) => link.startedMs)).toEqual([newest]);
    dropOldSessions(links, newest + 38 * hourMs + 1);
    expect(links).toEqual([]);
  }
});

test("what is forgotten does not depend on whether an older session or the newest event comes first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 34 * 60, max: 39 * 60 }), (late, age) => {
      const [startedMs, newest] = [now - age * 60_000, now + late * 60_000];
      const [one, other]: [SessionLinks, SessionLinks] = [[], []];
      sessionOf(one, "ASIAONE", startedMs, now);
      dropOldSessions(one, newest);
      dropOldSessions(other, newest);
      sessionOf(other, "ASIAONE", startedMs, newest);
      expect(other).toEqual(one);
    }),
  );
});

test("the two networks that were seen first are kept, with their first events, in any order of arrival", () => {
  const uses = fc.array(
    fc.record({
      network: fc.constantFrom("a", "b", "c", "d"),
      minute: fc.integer({ min: 0, max: 30 }),
      eventId: fc.constantFrom("1", "2", "3"),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(uses, shuffles, (seen, order) => {
      const learn = (items: typeof seen) => {
        const link: SessionLink = { key: 1, startedMs: now, maker: "", networks: [] };
        for (const use of items) noteNetwork(link, use.network, now + use.minute * 60_000, use.eventId);
        return link.networks;
      };
      const first = (network: string) =>
        seen
          .filter((use) => use.network === network)
          .sort((a, b) => a.minute - b.minute || (a.eventId < b.eventId ? -1 : 1))[0];
      const expected = ["a", "b", "c", "d"]
        .flatMap((network) => first(network) ?? [])
        .sort((a, b) => a.minute - b.minute || (a.eventId < b.eventId ? -1 : 1))
        .slice(0, 2)
        .map(({ minute, eventId }) => [now + minute * 60_000, eventId]);
      expect(learn(seen).map(({ firstMs, eventId }) => [firstMs, eventId])).toEqual(expected);
      expect(learn(shuffled(seen, order)).map(({ firstMs, eventId }) => [firstMs, eventId])).toEqual(expected);
    }),
  );
});

test("noting says whether it changed what is known", () => {
  const link: SessionLink = { key: 1, startedMs: now, maker: "", networks: [] };
  expect(noteNetwork(link, "192.0.2.0/24", now + 5, "e5")).toBe(true);
  expect(noteNetwork(link, "192.0.2.0/24", now + 5, "e5")).toBe(false);
  expect(noteNetwork(link, "192.0.2.0/24", now + 9, "e9")).toBe(false);
  expect(noteNetwork(link, "192.0.2.0/24", now + 1, "e1")).toBe(true);
  expect(noteNetwork(link, "198.51.100.0/24", now + 2, "e2")).toBe(true);
  expect(noteNetwork(link, "203.0.113.0/24", now + 3, "e3")).toBe(false);
});
