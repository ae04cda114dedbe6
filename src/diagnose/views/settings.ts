import type { Sysctls } from '../facts/sysctls.ts';
import type { Evidence, Step } from '../finding.ts';

/**
 * The name by which sysctl(8) knows a path below /proc/sys: `net.ipv4.ip_forward`. Where a part has a dot itself, as
 * the name of a VLAN has, that program takes the path.
 */
export const sysctlName = (path: string): string => (path.includes('.') ? path : path.replaceAll('/', '.'));

/** A setting as it was read. */
export const settingEvidence = (path: string, sysctls: Sysctls): Evidence => ({
  from: `/proc/sys/${path}`,
  value: sysctls[path] ?? 'not there',
});

/** How to change a setting. */
export const setStep = (path: string, value: number): Step => ({ command: `sysctl -w ${sysctlName(path)}=${value}` });

/** How to change a setting for good. */
export const lastingSetting = (...settings: readonly (readonly [path: string, value: number])[]): string =>
  `put ${settings.map(([path, value]) => `'${sysctlName(path)} = ${value}'`).join(' and ')} into /etc/sysctl.d/ipvs.conf`;

/** A setting of an interface: the larger one of that of all interfaces and its own, as for rp_filter and arp_ignore. */
export function largerOf(sysctls: Sysctls, name: string, link: string): number {
  const values = ['all', link].map((one) => Number(sysctls[`net/ipv4/conf/${one}/${name}`] ?? 0));
  return Math.max(...values);
}
