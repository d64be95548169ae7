import { releaseDefinitions, releaseName } from "./definitions.ts";
import { settingsDefinition, settingsMachine } from "./function-settings.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

/** Express state machines, each beside another one, for which it runs with its role. By the name of that one. */
export const besideDefinitions: Readonly<Record<string, { readonly name: string; readonly definition: Definition }>> =
  Object.fromEntries(
    (["recycle-function", releaseName("recycle-function")] as const).map((name) => [
      name,
      { name: settingsMachine(name), definition: settingsDefinition },
    ]),
  );

/** Every state machine that no decision names, by its name: the releases, and those beside. */
export const otherDefinitions = (resources: PlaybookResources): Readonly<Record<string, Definition>> => ({
  ...releaseDefinitions(resources),
  ...Object.fromEntries(Object.values(besideDefinitions).map(({ name, definition }) => [name, definition])),
});
