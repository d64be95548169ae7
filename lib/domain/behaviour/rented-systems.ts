/** What a system's holder sells: machines by the hour or month, or the way out of a VPN. */
export type RentedSort = "hosting" | "vpn";

/** An autonomous system whose addresses anybody can rent. */
export interface RentedSystem {
  readonly holder: string;
  readonly sort: RentedSort;
}

/*
 * Autonomous systems that rent out machines or sell VPN access, by holder. Numbers and holders are public facts of the
 * regional registries (RIPE NCC, ARIN, APNIC), held against the routes and holders that RouteViews, the registries and
 * DB-IP published in June 2026. Chosen are large and low-cost sellers, and small ones that are named where cloud
 * accounts were broken into. It is no list of the guilty: nearly all that runs there is honest, and much that is rented
 * elsewhere is not here. Left out are systems that carry other things as much: AWS's own (its ranges are known), the
 * other large clouds, where partners and build runners are (Microsoft's 8075, Google's 396982, Oracle's 31898),
 * Cloudflare's (13335), and carriers.
 */
const hosting: Readonly<Record<string, readonly number[]>> = {
  "1337 Services": [210558],
  Aeza: [210644, 216246],
  AlexHost: [200019],
  "Alibaba Cloud": [45102],
  BlueVPS: [62005],
  "Chang Way": [57523],
  Clouvider: [62240],
  Contabo: [40021, 51167, 141995],
  Datacamp: [60068, 212238],
  DigitalOcean: [14061],
  FlokiNET: [200651],
  FranTech: [53667],
  "Global Connectivity Solutions": [215540],
  "Global Internet Solutions": [207713],
  GTHost: [63023],
  Hetzner: [24940, 212317, 213230, 215859],
  Hivelocity: [29802, 61317],
  HostPapa: [36352, 54290],
  HostRoyale: [203020, 207990],
  Hostinger: [47583],
  "Huawei Cloud": [136907],
  "HZ Hosting": [59711],
  Interserver: [19318],
  IONOS: [8560],
  "IP Volume": [202425],
  Kamatera: [36007],
  "Latitude.sh": [396356],
  Leaseweb: [7203, 28753, 30633, 59253, 60781, 205544, 395954, 396362],
  Linode: [63949],
  M247: [9009, 16247],
  "Media Land": [206728],
  MivoCloud: [39798],
  netcup: [197540],
  NForce: [43350],
  OVH: [16276],
  Performive: [46562],
  Pfcloud: [51396],
  "Private Layer": [51852],
  Proton66: [198953],
  Psychz: [40676],
  Scaleway: [12876],
  Selectel: [49505],
  ServerMania: [55286],
  "Servers Tech": [216071],
  Sharktech: [46844],
  "Tencent Cloud": [132203],
  Timeweb: [9123],
  tzulo: [11878],
  Vultr: [20473],
  WorkTitans: [209847],
  WorldStream: [49981],
};
const vpn: typeof hosting = {
  "31173 Services (Mullvad)": [39351],
  Mullvad: [216025],
  "PacketHub (NordVPN)": [136787, 141039, 147049, 207137],
  "Proton VPN": [199218, 209103],
  "Cyberzone (Surfshark)": [209854],
};

/** By number. What it says only ever adds to what is known of a network. */
export const rentedSystems: ReadonlyMap<number, RentedSystem> = new Map(
  [["hosting", hosting] as const, ["vpn", vpn] as const].flatMap(([sort, holders]) =>
    Object.entries(holders).flatMap(([holder, numbers]) =>
      numbers.map((number) => [number, { holder, sort }] as const),
    ),
  ),
);
