import { resourceOfArn } from "./resource-arn.ts";
import type { ResourceClass, TouchedResource } from "./touched-resource.ts";
import { type Wildcards, wildcardsOf } from "./wildcards.ts";

/** Patterns over names and ARNs of things, and `tag:key=value` ones over their tags. */
export interface ResourcePatterns {
  readonly patterns: readonly string[];
  /** Whether a pattern fits the resource by name, ARN or tag, or the bucket that an object lies in. */
  fits(resource: TouchedResource): boolean;
  /** Whether a pattern fits things inside this bucket, though it need not fit the bucket itself. */
  reachesInto(bucket: TouchedResource): boolean;
}

const tagMark = "tag:";

export function resourcePatternsOf(patterns: readonly string[]): ResourcePatterns {
  const names = wildcardsOf(patterns.filter((pattern) => !pattern.startsWith(tagMark)));
  const tags = wildcardsOf(
    patterns.filter((pattern) => pattern.startsWith(tagMark)).map((pattern) => pattern.slice(tagMark.length)),
  );
  const heads = wildcardsOf(names.patterns.filter((pattern) => pattern.includes("/")).map(bucketPart));
  const namesInArns = namesByClass(names.patterns);
  const fitsText = (text: string, arn: string | undefined) =>
    names.fits(text) || (arn !== undefined && names.fits(arn));

  const fits = (resource: TouchedResource): boolean => {
    const { name, arn, tags: ofResource } = resource;
    if (fitsText(name, arn)) return true;
    if (resource.class === "s3-object" && fitsText(bucketPart(name), arn === undefined ? undefined : bucketPart(arn))) {
      return true;
    }
    if (arn === undefined && (namesInArns.get(resource.class)?.fits(name) || namesInArns.get("other")?.fits(name))) {
      return true;
    }
    return ofResource?.some((tag) => tags.fits(tag)) ?? false;
  };

  return {
    patterns,
    fits,
    reachesInto: ({ name, arn }) => heads.fits(name) || (arn !== undefined && heads.fits(arn)),
  };
}

function bucketPart(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? path : path.slice(0, slash);
}

/**
 * The names inside ARN patterns, by class: a request often names a role, user or secret without its account or path,
 * and what cannot be told from the record must not count against it.
 */
function namesByClass(patterns: readonly string[]): ReadonlyMap<ResourceClass, Wildcards> {
  const byClass = new Map<ResourceClass, string[]>();
  for (const pattern of patterns) {
    if (!pattern.startsWith("arn:")) continue;
    const { name, class: ofClass } = resourceOfArn(pattern);
    const bare = ofClass === "secret" ? name.replace(/-\*$/, "") : name;
    byClass.set(ofClass, [...(byClass.get(ofClass) ?? []), bare]);
  }
  return new Map([...byClass].map(([ofClass, names]) => [ofClass, wildcardsOf(names)]));
}
