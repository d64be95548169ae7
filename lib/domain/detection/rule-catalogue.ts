import { levels } from "./finding.ts";
import type { SigmaRule } from "./sigma/parse-rule.ts";

/** `docs/rules-catalogue.md`: the built-in rules as people look them up, the gravest first, then by id. */
export function ruleCatalogue(rules: readonly SigmaRule[]): string {
  const sections = levels.toReversed().flatMap((level) => {
    const those = rules.filter((rule) => rule.level === level).sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
    return those.length === 0 ? [] : [section(level, those)];
  });
  return `# Built-in rules

${rules.length} rules, each a Sigma file in \`rules/\` that says why it matters, when it is wrong and what to do. Samples of what
each finds and leaves alone lie in \`test/rules/\`. Techniques are MITRE ATT&CK's, risks OWASP's Non-Human Identities Top
10 of 2025. What rules can read beside the record is in [rules.md](rules.md).

${sections.join("\n")}`;
}

function section(level: string, rules: readonly SigmaRule[]): string {
  const rows = rules.map(({ ruleId, title, status, tags }) => {
    const cells = [
      `[${cell(ruleId)}](../rules/${encodeURI(ruleId)}.yml)`,
      cell(title),
      status,
      tagged(tags, "attack.t").join(", "),
      tagged(tags, "owasp.nhi").join(", "),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return `## ${level} (${rules.length})

| rule | finds | maturity | techniques | risks |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

/** `attack.t1098.001` as T1098.001, `owasp.nhi2` as NHI2. */
const tagged = (tags: readonly string[], prefix: string): readonly string[] =>
  tags.filter((tag) => tag.startsWith(prefix)).map((tag) => cell(tag.slice(tag.indexOf(".") + 1).toUpperCase()));

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/[\r\n]+/g, " ");
