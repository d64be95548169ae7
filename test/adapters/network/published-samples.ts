/** Lists as they are published, of any length. */

export function awsRangesText(entries: number, publishedAt = 1_764_000_000): string {
  const prefixes = Array.from({ length: entries }, (_, at) => ({
    ip_prefix: `3.${(at >> 8) & 255}.${at & 255}.0/24`,
    region: "eu-west-1",
    service: at % 2 === 0 ? "AMAZON" : "EC2",
    network_border_group: "eu-west-1",
  }));
  return JSON.stringify({ syncToken: String(publishedAt), createDate: "", prefixes, ipv6_prefixes: [] });
}

export const torExitsText = (entries: number): string =>
  Array.from({ length: entries }, (_, at) => `185.220.${(at >> 8) & 255}.${at & 255}\n`).join("");
