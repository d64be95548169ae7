/** Where the files of network facts lie in the warden's own bucket: agreed between the stack, the refresh and the readers. */
export const networkFiles = {
  /** AWS's list of its address ranges, as published. Written by the refresh alone. */
  awsRanges: "published/aws-ip-ranges.json",
  /** Addresses that Tor's users come out of, one a line. Written by the refresh alone. */
  torExits: "published/tor-exit-list.txt",
  /** The organisation's own public addresses, one range a line. Put there by the account's owner. */
  ownNetworks: "own-networks.txt",
  /** Databases of addresses in the MMDB format, put there by the account's owner. */
  databases: "mmdb/",
} as const;

/** Prefix of what the refresh writes, and nobody else. */
export const publishedFiles = "published/";

/** Name of the environment variable with the bucket's name. Where it is not set there are no files, and less is known. */
export const networkFilesBucket = "WARDEN_NETWORK_FILES_BUCKET";
