/**
 * Whether a text fits a pattern in which `*` stands for any run of characters and everything else for itself.
 * Linear in practice and never worse than the product of the lengths: no regular expression is built.
 */
export function fits(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let resume = 0;
  while (inText < text.length) {
    if (at < pattern.length && pattern[at] === "*") {
      star = at++;
      resume = inText;
    } else if (at < pattern.length && pattern[at] === text[inText]) {
      at++;
      inText++;
    } else if (star >= 0) {
      at = star + 1;
      inText = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
