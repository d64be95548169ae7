/** Tells a containment's id from what else a sweep may begin with. */
export const isContainmentId = (text: string): boolean => /^containment-[0-9a-f]{16}$/.test(text);
