import { memoryPeers } from "../../../lib/adapters/memory/peers.ts";
import { markOf, peerStoreContract, weekOfAccount } from "../contract/peer-store.ts";

describe("a peer store in memory", () => {
  peerStoreContract(async () => memoryPeers());

  test("one that begins with what another one kept changes nothing in it", async () => {
    const [mark, other] = [markOf("s3:GetObject", 1), markOf("s3:GetObject", 2)];
    const first = memoryPeers();
    await first.add(weekOfAccount(1), [mark], 0);
    const second = memoryPeers(first.kept());
    await second.add(weekOfAccount(1), [other], 0);
    expect(await first.load([weekOfAccount(1)])).toEqual([[mark]]);
    expect(await second.load([weekOfAccount(1)])).toEqual([[mark, other]]);
  });
});
