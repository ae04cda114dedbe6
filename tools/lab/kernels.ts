/**
 * The Debian suite that carries each kernel as a program (package user-mode-linux). Its patch version moves with the
 * suite.
 */
const SUITES = { '6.1': 'bookworm', '6.12': 'trixie', '7.2': 'sid' } as const;

export type KernelVersion = keyof typeof SUITES;

/** The kernel of Debian's stable release, taken when nothing else is said. It starts processes faster than 6.1. */
export const STABLE_KERNEL: KernelVersion = '6.12';

/** The kernels there are, oldest first. */
export const KERNELS: readonly string[] = Object.keys(SUITES);

export function isKernelVersion(text: string): text is KernelVersion {
  return Object.hasOwn(SUITES, text);
}

export function suiteOf(kernel: KernelVersion): string {
  return SUITES[kernel];
}

/** The Debian suite of each ordinary kernel (package linux-image-amd64), which an emulated machine boots. */
const STOCK_SUITES = { '5.10': 'bullseye', '6.1': 'bookworm', '6.12': 'trixie', '7.2': 'sid' } as const;

export type StockVersion = keyof typeof STOCK_SUITES;

/** The ordinary kernels there are, oldest first. */
export const STOCK_KERNELS: readonly string[] = Object.keys(STOCK_SUITES);

export function isStockVersion(text: string): text is StockVersion {
  return Object.hasOwn(STOCK_SUITES, text);
}

export function stockSuiteOf(kernel: StockVersion): string {
  return STOCK_SUITES[kernel];
}

const SCHEDULERS = 'rr wrr lc wlc lblc lblcr sh dh mh sed nq fo ovf twos'.split(' ');

/**
 * Loaded before the command runs. No kernel has them all (twos is rarely built, 7.2 has no ip_tables), so a missing one
 * is no failure. What the kernel loads by itself when it is first used (other tunnels, matches and targets of iptables)
 * can be left out; what only makes devices appear everywhere should.
 */
export const MODULES: readonly string[] = [
  'ip_vs',
  ...SCHEDULERS.map((name) => `ip_vs_${name}`),
  ...'ip_vs_pe_sip ip_vs_ftp'.split(' '),
  ...'ipv6 veth dummy bridge ipip ip_gre fou'.split(' '),
  ...'nf_conntrack nf_conntrack_netlink ip_tables iptable_filter iptable_nat iptable_mangle'.split(' '),
  ...'ip6_tables ip6table_filter ip6table_nat ip6table_mangle'.split(' '),
  ...'xt_mark xt_ipvs xt_MASQUERADE xt_nat xt_multiport xt_tcpudp xt_conntrack'.split(' '),
];
