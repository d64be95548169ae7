import { type PublishedList, publishedLists } from "../../../lib/adapters/network/published-list.ts";
import { refreshList } from "../../../lib/adapters/network/refresh-list.ts";
import { awsRangesText, torExitsText } from "./published-samples.ts";

const [aws, tor] = publishedLists as [PublishedList, PublishedList];

/** Refreshes with what is published and what is stored; tells what is stored afterwards, and how it ended. */
async function refresh(list: PublishedList, published: string, stored?: string) {
  const objects = new Map<string, { readonly text: string; readonly contentType: string }>();
  if (stored !== undefined) objects.set(list.key, { text: stored, contentType: "before" });
  const asked: unknown[] = [];
  const ending = await refreshList(list, {
    store: {
      get: async (key) => (objects.has(key) ? Buffer.from(objects.get(key)?.text ?? "") : undefined),
      put: async (key, bytes, contentType) => {
        objects.set(key, { text: bytes.toString(), contentType });
      },
    },
    download: async (...given) => {
      asked.push(given);
      return Buffer.from(published);
    },
  }).catch((error: Error) => error.message);
  return { ending, asked, stored: objects.get(list.key) };
}

test("a whole list is stored as it was published", async () => {
  expect(await refresh(aws, awsRangesText(3_000))).toEqual({
    ending: { key: "published/aws-ip-ranges.json", entries: 3_000, outcome: "replaced" },
    asked: [["https://ip-ranges.amazonaws.com/ip-ranges.json", aws.largestBytes]],
    stored: { text: awsRangesText(3_000), contentType: "application/json" },
  });
  expect(await refresh(tor, torExitsText(900), torExitsText(1_500))).toEqual({
    ending: { key: "published/tor-exit-list.txt", entries: 900, outcome: "replaced" },
    asked: [["https://check.torproject.org/torbulkexitlist", tor.largestBytes]],
    stored: { text: torExitsText(900), contentType: "text/plain" },
  });
});

test("a list that was published before the stored one does not replace it; the same one does", async () => {
  const stored = awsRangesText(3_000, 1_764_000_000);
  const older = await refresh(aws, awsRangesText(3_100, 1_763_999_999), stored);
  expect(older.ending).toMatchObject({ outcome: "kept", entries: 3_000 });
  expect(older.stored?.text).toBe(stored);
  expect((await refresh(aws, stored, stored)).ending).toMatchObject({ outcome: "replaced" });
});

test("a stored list that is damaged is replaced by a whole one", async () => {
  expect((await refresh(tor, torExitsText(900), "damaged")).stored?.text).toBe(torExitsText(900));
});

test.each<[string, PublishedList, string, string | undefined, RegExp]>([
  ["cut off", aws, awsRangesText(3_000).slice(0, 90_000), awsRangesText(3_000), /no JSON, or was cut off/],
  ["empty", tor, "", torExitsText(900), /it is empty/],
  ["a page that says sorry", tor, "<html>busy</html>", torExitsText(900), /none of its lines is right/],
  [
    "far too short for a first one",
    aws,
    awsRangesText(1_999),
    undefined,
    /has 1999 entries; a whole list has at least 2000/,
  ],
  [
    "far too short for a first one",
    tor,
    torExitsText(199),
    undefined,
    /has 199 entries; a whole list has at least 200/,
  ],
  ["half of what is stored", tor, torExitsText(700), torExitsText(1_500), /700 entries where the stored copy has 1500/],
  [
    "half of what is stored",
    aws,
    awsRangesText(2_500),
    awsRangesText(6_000),
    /2500 entries where the stored copy has 6000/,
  ],
  [
    "mixed with what is no entry",
    tor,
    `${torExitsText(900)}${"x\n".repeat(20)}`,
    undefined,
    /20 of its 920 entries are not right/,
  ],
  [
    "all of the internet",
    tor,
    `${torExitsText(300)}${"0.0.0.0/0\n".repeat(9)}`,
    undefined,
    /9 of its 309 entries are not right/,
  ],
])(
  "a list that is %s never replaces the stored one, and the error says what to do",
  async (_, list, text, before, what) => {
    const { ending, stored } = await refresh(list, text, before);
    expect(ending).toMatch(what);
    expect(ending).toMatch(new RegExp(`^${list.url}: .*(Fetch|Open|Look)`));
    expect(stored?.text).toBe(before);
  },
);

test("what cannot be fetched, read or stored fails", async () => {
  const failing = async (): Promise<never> => {
    throw new Error("no way through");
  };
  const store = { get: async () => undefined, put: async () => undefined };
  const download = async () => Buffer.from(torExitsText(900));
  for (const parts of [
    { store, download: failing },
    { store: { ...store, get: failing }, download },
    { store: { ...store, put: failing }, download },
  ]) {
    await expect(refreshList(tor, parts)).rejects.toThrow("no way through");
  }
});
