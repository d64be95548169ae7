import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

/** What each layer may import besides itself. An absent arrow is a promise. */
const may: Record<string, readonly string[]> = {
  "lib/contract": ["lib/domain/response"],
  "lib/domain": [],
  "lib/app": ["lib/domain"],
  "lib/adapters": ["lib/app", "lib/contract", "lib/domain"],
  "lib/console": ["lib/app", "lib/domain"],
  "lib/cli": ["lib/adapters", "lib/app", "lib/domain", "lib/local"],
  "lib/local": ["lib/adapters", "lib/app", "lib/console", "lib/contract", "lib/domain"],
  "lib/infra": ["lib/contract", "lib/domain/response"],
  lambdas: ["lib/contract", "lib/adapters", "lib/app", "lib/console", "lib/domain"],
  bin: ["lib/infra", "lib/cli", "lib/local", "lib/adapters/files", "lib/domain/detection"],
};

/**
 * Inside the domain an event flows down this list; a stage imports only stages above it. `assess.ts` ties them
 * together.
 */
const stages = ["event", "identity", "scope", "inventory", "behaviour", "detection", "trust", "response"];

/** Lines beyond which a file is more than one thing. */
const longest = 250;

const sources = ["bin", "lib", "lambdas"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(root, file)),
);

const text = (file: string) => readFileSync(file, "utf8");
const specifiers = (file: string) =>
  [...text(file).matchAll(/^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/gm)].map(
    (found) => (found[1] ?? found[2]) as string,
  );
const local = (file: string) =>
  specifiers(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(".", normalize(join(dirname(file), specifier))));
const foreign = (file: string) => specifiers(file).filter((specifier) => !specifier.startsWith("."));
const isIn = (file: string, layer: string) => file.startsWith(`${layer}/`);
const layerOf = (file: string) => Object.keys(may).find((layer) => isIn(file, layer));
const stageOf = (file: string) => stages.indexOf(file.split("/")[2] ?? "");
const domain = sources.filter((file) => isIn(file, "lib/domain"));

test("there is something to hold to the law", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(specifiers("lib/domain/assess.ts").length).toBeGreaterThan(5);
});

test.each(sources)("%s has a place, and imports only what its place allows", (file) => {
  const layer = layerOf(file) ?? "";
  const allowed = [layer, ...(may[layer] ?? [])];
  expect(local(file).filter((target) => !allowed.some((place) => isIn(target, place)))).toEqual([]);
});

test.each(domain.filter((file) => stageOf(file) >= 0))("%s imports no later stage", (file) => {
  expect(local(file).filter((target) => stageOf(target) > stageOf(file) || stageOf(target) < 0)).toEqual([]);
});

test("the domain imports no package, reads no clock and draws no chance", () => {
  const impure = /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(/;
  expect(domain.filter((file) => foreign(file).length > 0 || impure.test(text(file)))).toEqual([]);
});

test("no file speaks both CDK and the AWS SDK, and only adapters, lambdas and the local runtime speak the SDK", () => {
  const cdk = /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/;
  const sdk = (file: string) => foreign(file).some((specifier) => specifier.startsWith("@aws-sdk/"));
  const speaksCdk = (file: string) => foreign(file).some((specifier) => cdk.test(specifier));
  expect(sources.filter((file) => speaksCdk(file) && sdk(file))).toEqual([]);
  expect(sources.filter((file) => sdk(file) && !/^(lib\/adapters|lib\/local|lambdas)\//.test(file))).toEqual([]);
  expect(sources.filter((file) => speaksCdk(file) && !/^(lib\/infra|bin)\//.test(file))).toEqual([]);
});

test("no files import each other in a circle, types neither", () => {
  const targets = new Map(sources.map((file) => [file, local(file)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (path.includes(file) || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
  expect(circles).toEqual([]);
});

test("an adapter speaks to its own service only, never to another adapter's", () => {
  const families = /^lib\/adapters\/([^/]+)\//;
  const crossing = sources
    .filter((file) => families.test(file))
    .flatMap((file) =>
      local(file)
        .filter((target) => families.test(target) && families.exec(target)?.[1] !== families.exec(file)?.[1])
        .filter((target) => !isIn(target, "lib/adapters/files"))
        .map((target) => `${file} -> ${target}`),
    );
  expect(crossing).toEqual([]);
});

test("environment variables and clients are made in the outermost shells only", () => {
  const outer = /^(bin|lambdas)\//;
  expect(sources.filter((file) => /\bprocess\.env\b/.test(text(file)) && !outer.test(file))).toEqual([]);
});

test("no file is called for what it is not, is a barrel, or has grown beyond one thing", () => {
  const vague = /(^|\/)(index|utils?|helpers?|common|types|manager|misc)(\.ts|\/)/;
  expect(sources.filter((file) => vague.test(file))).toEqual([]);
  expect(sources.filter((file) => text(file).split("\n").length > longest)).toEqual([]);
});

test("comments keep to the columns that code is formatted to, but for links", () => {
  const comment = /^\s*(\/\*\*|\*|\/\/)/;
  const isTooLong = (line: string) => line.length > 120 && comment.test(line) && !line.includes("https://");
  expect(sources.filter((file) => text(file).split("\n").some(isTooLong))).toEqual([]);
});

test("every folder of the source has its tests", () => {
  const areas = ["domain", "app", "adapters", "cli", "infra", "local"];
  expect(areas.filter((area) => !statSync(join("test", area), { throwIfNoEntry: false })?.isDirectory())).toEqual([]);
});
