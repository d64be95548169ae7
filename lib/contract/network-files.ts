/**
 * Where the files of network facts lie in the warden's own bucket: agreed between the stack, the refresh and the
 * readers.
 */
export const networkFiles = {
  /** AWS's list of its address ranges, as published. Written by the refresh alone. */
  awsRanges: "published/aws-ip-ranges.json",
  /** Addresses that Tor's users come out of, one a line. Written by the refresh alone. */
  torExits: "published/tor-exit-list.txt",
  /** The organisation's own public addresses, one range a line. Put there by the account's owner. */
  ownNetworks: "own-networks.txt",
  /** Lists of addresses to be told of, one range a line, `.txt` or `.txt.gz`. Put there by the account's owner. */
  threatLists: "threat-lists/",
  /** Databases of addresses in the MMDB format, put there by the account's owner. */
  databases: "mmdb/",
} as const;

/**
 * Threat lists that are used; the rest, by name, are told and left out. Each is asked for every address that is new.
 */
export const mostThreatLists = 20;

/** Prefix of what the refresh writes, and nobody else. */
export const publishedFiles = "published/";

/**
 * Name of the environment variable with the bucket's name. Where it is not set there are no files, and less is known.
 */
export const networkFilesBucket = "WARDEN_NETWORK_FILES_BUCKET";
