import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { actionDimension, markKey, serviceDimension } from "../behaviour/dimension.ts";
import { type ActionClass, classifyAction, classWeight, isSensitive } from "./sensitivity.ts";

/** What the warden knows of an API call by its name alone. */
export interface ActionFacts {
  readonly key: number;
  readonly serviceKey: number;
  readonly actionClass: ActionClass;
  readonly weight: number;
  readonly sensitive: boolean;
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
  };
});
