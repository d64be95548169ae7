/**
 * What one rule file may cost. Rule files come from people and from feeds, so each bound is far above any honest rule
 * and far below what would slow the assessor.
 */
export const ruleLimits = {
  /** Characters of a title, as the Sigma specification has it. */
  titleLength: 256,
  /** Characters of a description, as the Sigma specification has it. */
  descriptionLength: 65_535,
  /** Characters of one text value. */
  valueLength: 4_096,
  /** Values of one field, before and after modifiers multiply them. */
  valuesPerField: 10_000,
  /** Values of one rule, after modifiers. */
  valuesPerRule: 50_000,
  /** Search identifiers of one rule. */
  searchIdentifiers: 200,
  /** Lists and maps inside one another below a search identifier. */
  nestingDepth: 16,
  conditionLength: 4_096,
  conditionDepth: 32,
  /** Parts of a field's path. */
  pathSegments: 16,
  regexLength: 1_000,
  /** Groups inside one another in a regular expression. */
  regexDepth: 40,
  /** Largest count in `{n,m}`. */
  regexCount: 1_000,
  /** States of the machine that the expression describes, before it is made deterministic. */
  regexParts: 2_000,
  /** States of the deterministic machine; each input character costs one step whatever their number. */
  regexStates: 2_000,
  /** Steps that building one deterministic machine may take. */
  regexBuildSteps: 4_000_000,
} as const;
