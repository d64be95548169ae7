/** Playbooks whose change nothing takes back: people are told before they agree, and a release changes nothing. */
const finalPlaybooks: readonly string[] = ["rotate-secret", "stop-task", "stop-agent-session"];

export const isFinal = (playbook: string): boolean => finalPlaybooks.includes(playbook);

/** For those who are asked, before anything else. */
export const cannotBeUndone = "This cannot be undone: no release takes it back.";

/** The same as the end of a paragraph; empty for what can be undone. */
export const finality = (playbook: string): string => (isFinal(playbook) ? ` ${cannotBeUndone}` : "");
