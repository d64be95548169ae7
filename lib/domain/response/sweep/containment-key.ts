import { printable } from "../../event/printable.ts";
import { arnPart } from "../../identity/arn.ts";

const forms = [
  /^arn:[\w-]+:iam::\d{12}:(?:root|(?:user|role)\/[\w+=,.@/-]{1,600})$/,
  /^arn:[\w-]+:sts::\d{12}:assumed-role\/[\w+=,.@-]{1,128}\/[\w+=,.@-]{2,64}$/,
  /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]{1,140}$/,
];

/** The ARN, where it is of a form that a containment can be started for; a record may hold anything under that name. */
export const arnKey = (text: string | undefined): string | undefined =>
  text !== undefined && forms.some((form) => form.test(text)) ? text : undefined;

/** `role/app` of an ARN; the text itself where it is none. Printable. */
export const shortName = (arn: string): string => printable(arn.startsWith("arn:") ? arnPart(arn, 5) : arn, 160);
