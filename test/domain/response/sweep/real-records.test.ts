import fc from "fast-check";
import { resolveActor } from "../../../../lib/domain/identity/resolve-actor.ts";
import { derivedFrom, leavesTraces } from "../../../../lib/domain/response/sweep/derived-from.ts";
import { activitiesOf, activityOf, type RawRecord } from "../../event/cloudtrail-sets.ts";

test("no record makes it throw, whatever stands in the parameters", () => {
  const names = activitiesOf("traildiscover").map(({ record }) => record as RawRecord);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.jsonValue(), fc.jsonValue(), (record, request, response) => {
      const { errorCode: _, ...rest } = record;
      const activity = activityOf({ ...rest, requestParameters: request, responseElements: response });
      derivedFrom(activity, resolveActor(activity));
    }),
    { numRuns: 300 },
  );
});

test("of the calls known to be abused, those that give, keep or open access leave traces", () => {
  const traced = new Set(
    activitiesOf("traildiscover")
      .map((activity) => ({ ...activity, errorCode: undefined }))
      .filter(leavesTraces)
      .map(({ action }) => action),
  );
  expect(traced.size).toBeGreaterThan(100);
  for (const name of ["iam:CreateAccessKey", "iam:AttachUserPolicy", "sts:GetFederationToken", "ssm:StartSession"]) {
    expect(traced).toContain(name);
  }
});
