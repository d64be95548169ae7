import type { ResourcePatterns } from "./resource-patterns.ts";
import type { TouchedResource } from "./touched-resource.ts";

/** A sort of data that an organisation tells apart, and the names and tags by which it is known. */
export interface DataCategory {
  readonly name: string;
  readonly resources: ResourcePatterns;
}

const none: readonly string[] = [];

/** The categories that any of the resources belongs to, each once, in the order of their definitions. */
export function dataCategoriesOf(
  resources: readonly TouchedResource[],
  definitions: readonly DataCategory[],
): readonly string[] {
  if (resources.length === 0 || definitions.length === 0) return none;
  const found = definitions.filter(({ resources: patterns }) => resources.some(patterns.fits));
  return found.length === 0 ? none : found.map(({ name }) => name);
}
