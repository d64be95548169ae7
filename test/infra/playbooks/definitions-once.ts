import * as made from "../../../lib/infra/playbooks/definitions.ts";

/**
 * The definitions of every playbook and release, made and checked once a test file for the same resources: they are
 * plain data that nobody changes.
 */
export const playbookDefinitions = once(made.playbookDefinitions);
export const releaseDefinitions = once(made.releaseDefinitions);

/** One that is made from the same data once. */
export function once<Resources, Made>(make: (resources: Resources) => Made): (resources: Resources) => Made {
  const known = new Map<string, Made>();
  return (resources) => {
    const key = JSON.stringify(resources);
    const found = known.get(key) ?? make(resources);
    known.set(key, found);
    return found;
  };
}
