import type { Level } from "../domain/detection/finding.ts";
import { printable } from "../domain/event/printable.ts";
import { identityKinds } from "../domain/identity/identity.ts";
import type { ContainmentTarget, PlaybookName } from "../domain/response/decision.ts";
import { targetName } from "../domain/response/target-text.ts";
import { aligned, bytes, count, counted, duration, sparkline, squeezed, time } from "./figures.ts";
import type { Colour, Paint } from "./paint.ts";
import type { FindingLine, IdentityLine, ReplayReport } from "./replay-report.ts";
import type { WouldContain } from "./would-contain.ts";

const fewPerGroup = 5;
const fewFindings = 30;
const fewTrust = 15;
const fewSkipped = 10;

const levelColour: Record<Level, Colour> = {
  critical: "red",
  high: "red",
  medium: "yellow",
  low: "cyan",
  informational: "dim",
};

/**
 * The report for people: at most 100 characters a line, every text from records escaped. `showAll` lifts the limits.
 */
export const renderReplay = (report: ReplayReport, paint: Paint, showAll: boolean): string => {
  const most = (limit: number) => (showAll ? Number.POSITIVE_INFINITY : limit);
  const heading = (text: string) => ["", paint("bold", text)];
  return [
    ...totals(report, paint),
    ...(report.setAside.length > 0 ? [...heading("Set aside"), ...setAside(report)] : []),
    ...(report.input.skipped.length > 0
      ? [...heading("Skipped: no CloudTrail records inside"), ...skipped(report, most(fewSkipped))]
      : []),
    ...heading(`Identities: ${count(report.identities.length)}${principals(report.identities)}`),
    ...identities(report.identities, paint, most(fewPerGroup)),
    ...heading(`Findings: ${count(report.findings.reduce((sum, line) => sum + line.count, 0))}`),
    ...findings(report.findings, paint, most(fewFindings)),
    ...heading("Trust over time"),
    ...trust(report, paint, most(fewTrust)),
    ...heading("Would have contained"),
    ...containments(report, paint),
    "",
  ].join("\n");
};

const totals = (report: ReplayReport, paint: Paint): string[] => {
  const { input, records, policy, rules, elapsedMs } = report;
  const parts = [
    `${count(records.activities)} activities`,
    `${count(records.notices)} notices`,
    `${count(records.setAside)} set aside`,
  ];
  if (records.older > 0) parts.push(`${count(records.older)} older than --since`);
  const verdict = records.balanced ? paint("green", "none lost") : paint("red", "THE SUM IS WRONG: records were lost");
  const span =
    input.firstEventMs === undefined || input.lastEventMs === undefined
      ? "no event"
      : `${time(input.firstEventMs)} to ${time(input.lastEventMs)} UTC`;
  const rate = elapsedMs > 0 ? `, ${count((records.read * 1000) / elapsedMs)} records/s` : "";
  const passed = input.passedOver > 0 ? `; ${counted(input.passedOver, "file")} with other endings passed over` : "";
  return [
    `${paint("bold", "Records")}  ${count(records.read)} = ${parts.join(" + ")}: ${verdict}`,
    `${paint("bold", "Input")}    ${counted(input.files, "file")}, ${bytes(input.bytes)} in ${duration(elapsedMs)}${rate}${passed}`,
    `${paint("bold", "Events")}   ${span}${records.stoppedAtLimit ? "; stopped at --limit" : ""}`,
    `${paint("bold", "Policy")}   ${printable(policy.file ?? "the default", 40)}, mode ${policy.mode}; ${counted(rules.count, "rule")} (${printable(rules.folder, 24)})`,
    `${paint("bold", "Known")}    ${beside(report)}`,
  ];
};

/** What was known beside the records, and what was not. */
const beside = ({ contracts, networks }: ReplayReport): string => {
  const inFolder = (folder: string | undefined) => (folder === undefined ? "" : ` (${printable(folder, 24)})`);
  const agreed = contracts.folder === undefined ? "no contracts" : counted(contracts.inForce, "contract");
  const files = networks.folder === undefined ? "no network files" : counted(networks.files.length, "network file");
  return `${agreed}${inFolder(contracts.folder)}; ${files}${inFolder(networks.folder)}`;
};

const setAside = ({ setAside: reasons }: ReplayReport) =>
  aligned(
    reasons.map(({ reason, count: times, first }) => [`  ${count(times)}`, reason, `first at ${printable(first, 60)}`]),
    [0],
  );

const skipped = ({ input }: ReplayReport, most: number) => [
  ...aligned(
    input.skipped.slice(0, most).map(({ file, records }) => [`  ${count(records)} lines`, printable(file, 76)]),
  ),
  ...rest(input.skipped.length - most, "file"),
];

/** ` (24 roles, 10 web identities, 3 users, 2 only assumed)`: what they are in IAM, whatever works behind them. */
const principals = (lines: readonly IdentityLine[]): string => {
  const acted = lines.filter(({ activities }) => activities > 0);
  const withKey = (mark: RegExp) => acted.filter(({ key }) => mark.test(key)).length;
  const onlyAssumed = lines.length - acted.length;
  const counts = [
    [withKey(/^arn:[^/]*:role\//), "role", "roles"],
    [withKey(/^web-identity:/), "web identity", "web identities"],
    [withKey(/^arn:[^/]*:user\//), "user", "users"],
    [withKey(/^service:/), "AWS service", "AWS services"],
    [onlyAssumed, "only assumed", "only assumed"],
  ] as const;
  const some = counts.filter(([number]) => number > 0).map(([number, one, many]) => counted(number, one, many));
  return some.length === 0 ? "" : ` (${some.join(", ")})`;
};

const identities = (lines: readonly IdentityLine[], paint: Paint, most: number): string[] =>
  [...identityKinds].reverse().flatMap((kind) => {
    const ofKind = lines.filter((line) => line.kind === kind);
    if (ofKind.length === 0) return [];
    const shown = ofKind.slice(0, most);
    const rows = aligned(
      shown.map((line) => [
        `    ${printable(line.name || line.key, 56)}`,
        line.accountId,
        line.activities === 0 ? "only assumed" : counted(line.activities, "record"),
        cut(printable(line.agents.join(", "), 60), 34),
      ]),
      [2],
    );
    const fitted = shown.flatMap((line, index) => [rows[index] as string, ...workloads(line)]);
    return [
      `  ${paint("cyan", kind)} (${count(ofKind.length)})`,
      ...fitted,
      ...rest(ofKind.length - most, "more", "  "),
    ];
  });

/** What held the credentials, where that says more than the name does. */
const workloads = ({ workloads: held, name }: IdentityLine): string[] => {
  const others = held.filter((workload) => workload !== name);
  return others.length === 0 ? [] : wrapped(printable(`as ${others.join(", ")}`, 300), 100, "      ");
};

const findings = (lines: readonly FindingLine[], paint: Paint, most: number): string[] => {
  if (lines.length === 0) return ["  none"];
  const shown = lines.slice(0, most);
  const rules = [...new Set(shown.map((line) => line.rule))];
  const text = rules.flatMap((rule) => {
    const ofRule = shown.filter((line) => line.rule === rule);
    const { level, title } = ofRule[0] as FindingLine;
    const rows = ofRule.map((line) => [
      `    ${count(line.count)}x`,
      shortKey(line.identityKey, 50),
      timeRange(line.firstMs, line.lastMs),
    ]);
    return [
      `  ${paint(levelColour[level], level.padEnd(8))}  ${cut(printable(title, 200), 88)}`,
      ...aligned(rows, [0]),
    ];
  });
  return [...text, ...rest(lines.length - most, "more")];
};

const trust = ({ trust: lines }: ReplayReport, paint: Paint, most: number): string[] => {
  if (lines.length === 0) return ["  no identity's trust moved from 100"];
  const rows = lines
    .slice(0, most)
    .map((line) => [
      `  ${shortKey(line.identityKey, 31)}`,
      `lowest ${Math.floor(line.lowest.trust)} at ${time(line.lowest.timeMs)}`,
      `last ${Math.floor(line.last.trust)}`,
      sparkline(squeezed(line.buckets, 20)),
    ]);
  const legend = "  (each bar is the lowest trust of its stretch of time; a dot where nothing moved it)";
  return [...aligned(rows), ...rest(lines.length - most, "more"), paint("dim", legend)];
};

const containments = ({ wouldContain, policy }: ReplayReport, paint: Paint): string[] => {
  if (wouldContain.length === 0) return ["  nothing: no evidence was strong enough"];
  const modes =
    policy.mode === "enforce" ? [] : [`  (mode ${policy.mode}: nothing would be contained without a person)`];
  return [...wouldContain.flatMap((entry) => containment(entry, paint)), ...modes.map((line) => paint("dim", line))];
};

const containment = (entry: WouldContain, paint: Paint): string[] => {
  const later =
    entry.laterRecords === 0
      ? "no later record of this identity in this input"
      : `${count(entry.laterRecordsStopped)} of the ${counted(entry.laterRecords, "later record")} of this identity would have been stopped`;
  const evidence = [...entry.rules.map((rule) => `rule ${rule}`), ...entry.signals.map((signal) => `signal ${signal}`)];
  return [
    `  ${paint("red", time(entry.timeMs))}  ${cut(describeTarget(entry.target), 76)}`,
    `    ${cut(`trust ${Math.floor(entry.trust)}, decision ${entry.decision}; event ${printable(entry.eventId, 60)}`, 96)}`,
    ...wrapped(printable(evidence.join(", "), 400), 96, "    "),
    ...entry.reasons.flatMap((reason) => wrapped(printable(reason, 300), 96, "    ")),
    `    ${paint("bold", later)}`,
  ];
};

const deeds: Readonly<Record<PlaybookName, string>> = {
  "disable-access-key": "disable",
  "revoke-user-sessions": "deny",
  "quarantine-user": "deny",
  "deny-role-session": "deny",
  "revoke-role-sessions": "revoke the",
  "quarantine-role": "deny",
  "pin-instance-location": "deny",
  "disable-service-credential": "disable",
  "deny-oidc-claim": "refuse",
  "deny-service-account": "refuse",
  "deny-foreign-principal": "refuse",
  "stop-function": "stop",
  "recycle-function": "recycle",
  "isolate-instance": "isolate",
  "swap-instance-profile": "replace the",
  "disable-trust-profile": "disable",
  "restrict-trust-profile": "deny",
  "restrict-pod-identity": "restrict",
  "rotate-secret": "rotate",
  "stop-task": "stop",
  "stop-agent-session": "stop",
};

const describeTarget = (target: ContainmentTarget): string =>
  printable(`${deeds[target.playbook]} ${targetName(target)} in ${target.accountId}`, 200);

const rest = (left: number, one: string, indent = "") => {
  if (left <= 0) return [];
  return [`${indent}  and ${one === "more" ? `${count(left)} more` : counted(left, one)} (--all shows every one)`];
};

/** `role/app in 123456789012` says more in less room than an ARN. */
const shortKey = (key: string, length: number) => {
  const [, accountId, resource] = /^arn:[^:]*:iam::(\d*):(.+)$/.exec(key) ?? [];
  return printable(resource ? `${resource} in ${accountId}` : key, length);
};

const timeRange = (fromMs: number, toMs: number) => {
  const [from, to] = [time(fromMs), time(toMs)];
  if (from === to) return from;
  return `${from} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
};

const cut = (text: string, length: number) => (text.length <= length ? text : `${text.slice(0, length - 3)}...`);

const wrapped = (text: string, width: number, indent: string): string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width - indent.length)
      lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== "") lines.push(cut(word, width - indent.length));
  }
  return lines.map((line) => indent + line);
};
