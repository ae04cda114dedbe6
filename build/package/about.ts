import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What a package says about itself, whatever its format. */
export const ABOUT = {
  name: 'ipvsadm-ts',
  version: String(version),
  maintainer: 'The ipvsadm-ts authors',
  licence: 'MIT',
  summary: "administration of IPVS, the Linux kernel's load balancer",
  /** In lines of at most 79 columns, as packages have them. */
  description: [
    'The command line of ipvsadm 1.31, and what it lacks: it makes the table equal',
    'to a file of rules without an outage, takes servers out when their connections',
    "have ended, and prints JSON. It takes the place of the system's own ipvsadm,",
    'whose settings and rules it goes on with.',
  ],
  /** The C library that the runtime was built for: its oldest version that will do. */
  glibc: '2.17',
  /** The package of the C tool whose place this one takes. Others may ask for the newest version that Debian has. */
  replaced: { name: 'ipvsadm', version: '1.31', debianVersion: '1:1.31-5' },
} as const;

/** The version as package managers order it: `1.0.0~rc.1` is older than `1.0.0`. */
export const ORDERED_VERSION = ABOUT.version.replace('-', '~');
