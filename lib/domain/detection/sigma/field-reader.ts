import type { CloudTrailRecord } from "../../event/activity.ts";

/** What the warden itself knows of the activity; rules read it under `nhi.`. No name at its top holds a dot. */
export type Facts = Readonly<Record<string, unknown>>;

/** A field's value: undefined where the field is missing; a list stands for each of its elements. */
export type FieldReader = (record: CloudTrailRecord, facts: Facts) => unknown;
