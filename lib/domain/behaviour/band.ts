/** How often an identity does a thing, as people are shown it: most days, some days a month, hardly ever, never yet. */
export type Band = "frequent" | "infrequent" | "rare" | "unseen";
