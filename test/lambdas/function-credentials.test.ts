import { defaultProvider } from "../../lambdas/function-credentials.ts";

const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
const before = names.map((name) => process.env[name]);
const set = (values: readonly (string | undefined)[]) => {
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
};
afterEach(() => set(before));

test("a function has the credentials that Lambda gives it, as they are at the time", async () => {
  const provide = defaultProvider();
  set(["ASIA1", "s1", "t1"]);
  expect(await provide()).toEqual({ accessKeyId: "ASIA1", secretAccessKey: "s1", sessionToken: "t1" });
  set(["ASIA2", "s2", undefined]);
  expect(await provide()).toEqual({ accessKeyId: "ASIA2", secretAccessKey: "s2" });
});

test.each([[[undefined, "s", "t"]], [["ASIA1", undefined, "t"]], [["", "", ""]]])(
  "without them (%j) it says which are missing, and nothing of the others",
  async (values) => {
    set(values);
    await expect(defaultProvider()()).rejects.toThrow(/^AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set; Lambda/);
  },
);
