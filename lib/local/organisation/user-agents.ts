import { type ReleasePlan, releaseAt } from "./patterns/releases.ts";

/** The user agent at a time: it changes when a new version goes live. */
export type UserAgent = (timeMs: number) => string;

/** One that stays as it is. */
export function steady(text: string): UserAgent {
  return () => text;
}

/** One whose SDK moves on with each release; at most two texts are kept. */
export function released(plan: ReleasePlan, write: (release: number) => string): UserAgent {
  let known = -1;
  let text = "";
  return (timeMs) => {
    const release = releaseAt(plan, timeMs);
    if (release !== known) {
      known = release;
      text = write(release);
    }
    return text;
  };
}

const kernel = "os/linux#6.1.115-126.197.amzn2023.x86_64";

/** AWS SDK for JavaScript v3. */
export function javascript(release: number, api: string, environment = ""): string {
  const version = `3.${650 + release * 12}.0`;
  const where = environment === "" ? "" : ` exec-env/${environment}`;
  return `aws-sdk-js/${version} ua/2.1 ${kernel} lang/js md/nodejs#20.18.1 api/${api}#${version}${where} m/E`;
}

/** Boto3, the Python SDK. */
export function boto3(release: number, environment = ""): string {
  const version = `1.35.${40 + release * 7}`;
  const where = environment === "" ? "" : ` exec-env/${environment}`;
  return `Boto3/${version} md/Botocore#${version} ua/2.0 ${kernel} md/arch#x86_64 lang/python#3.12.7 md/pyimpl#CPython${where} cfg/retry-mode#standard Botocore/${version}`;
}

/** AWS SDK for Go v2. */
export function goSdk(release: number, api: string, application = ""): string {
  const name = application === "" ? "" : ` app/${application}`;
  return `aws-sdk-go-v2/1.${32 + release}.2 ua/2.1 os/linux lang/go#1.23.4 md/GOARCH#amd64 md/GOOS#linux api/${api}#1.${60 + release}.0${name}`;
}

/** AWS SDK for Java v2. */
export function javaSdk(release: number, environment = ""): string {
  const where = environment === "" ? "" : ` exec-env/${environment}`;
  return `aws-sdk-java/2.29.${10 + release * 3} ua/2.1 ${kernel} lang/java#21.0.5 md/OpenJDK_64-Bit_Server_VM#21.0.5+11-LTS md/vendor#Amazon.com_Inc.${where} io/sync http/Apache cfg/retry-mode/standard`;
}

/** AWS command line interface v2. `command` is what it writes of itself: `s3.sync`. */
export function cli(version: string, command: string, system = "linux#6.1.115-126.197.amzn2023.x86_64"): string {
  return `aws-cli/${version} md/awscrt#0.23.4 ua/2.0 os/${system} md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#${command}`;
}

export function terraform(release: number): string {
  return `APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.${75 + release}.0 (+https://registry.terraform.io/providers/hashicorp/aws) ${goSdk(release, "iam")}`;
}

/** What a browser shows of itself in the console's own calls. */
export const browser =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
