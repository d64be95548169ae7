import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { actionDimension, markKey, serviceDimension } from "../behaviour/dimension.ts";
import { mainFieldsOf } from "../scope/main-resource.ts";
import type { RequestField } from "../scope/request-fields.ts";
import { type ActionClass, classifyAction, classWeight, isSensitive } from "./sensitivity.ts";

/** What the warden knows of an API call by its name alone. */
export interface ActionFacts {
  readonly key: number;
  readonly serviceKey: number;
  readonly actionClass: ActionClass;
  readonly weight: number;
  readonly sensitive: boolean;
  /** Parameters of the request that may say what the call is mostly about, in their order. */
  readonly mainFields: readonly RequestField[];
}

/** Facts of `s3:GetObject`. Remembered, because an organisation uses some hundreds of calls over and over. */
export const actionFactsOf: (action: string) => ActionFacts = boundedMemo(20_000, (action) => {
  const colon = action.indexOf(":");
  const service = action.slice(0, colon);
  const actionClass = classifyAction(service, action.slice(colon + 1));
  return {
    key: markKey(actionDimension, action),
    serviceKey: markKey(serviceDimension, service),
    actionClass,
    weight: classWeight[actionClass],
    sensitive: isSensitive(actionClass),
    mainFields: mainFieldsOf(service),
  };
});
