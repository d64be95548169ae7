/** Fields with few different values in any one account: there, a verdict is worth remembering. */
const fewValued = new Set([
  "userAgent",
  "awsRegion",
  "sourceIPAddress",
  "errorCode",
  "errorMessage",
  "eventSource",
  "eventName",
  "eventType",
  "eventCategory",
  "eventVersion",
  "recipientAccountId",
  "vpcEndpointId",
]);

export function hasFewValues(field: string): boolean {
  return fewValued.has(field) || field.startsWith("userIdentity.") || field.startsWith("tlsDetails.");
}

/** Longer texts are judged anew each time, so that a caller who pads them cannot fill the memory. */
const longestRemembered = 512;
/** Verdicts that all tests together remember: some 50 MB at the very worst, and a few KB in an ordinary account. */
const mostRemembered = 50_000;

/** Remembers the verdicts of many tests within one bound; when it is full, all are forgotten. */
export interface ValueMemo {
  remember(test: (text: string) => boolean): (text: string) => boolean;
}

export function valueMemo(): ValueMemo {
  const stores: Map<string, boolean>[] = [];
  let remembered = 0;
  return {
    remember(test) {
      const verdicts = new Map<string, boolean>();
      stores.push(verdicts);
      return (text) => {
        const known = verdicts.get(text);
        if (known !== undefined) return known;
        const verdict = test(text);
        if (text.length > longestRemembered) return verdict;
        if (remembered >= mostRemembered) {
          for (const store of stores) store.clear();
          remembered = 0;
        }
        remembered += 1;
        verdicts.set(text, verdict);
        return verdict;
      };
    },
  };
}
