/**
 * Whether a text fits an IAM pattern: `*` is any run of characters, `?` is one, all else is itself.
 * It goes back to the last star only, so the cost is bounded by the product of both lengths.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function fitsIamPattern(pattern: string, text: string): boolean {
  if (!pattern.includes("*") && !pattern.includes("?")) return pattern === text;
  let at = 0;
  let in_ = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const sign = pattern[in_];
    if (sign === "*") {
      star = in_++;
      resume = at;
    } else if (sign === "?" || sign === text[at]) {
      in_++;
      at++;
    } else if (star >= 0) {
      in_ = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[in_] === "*") in_++;
  return in_ === pattern.length;
}
