import type { DaemonState, DestinationKey, ServiceKey } from '../ipvs/model.ts';
import { formatEndpoint } from '../rules/endpoint.ts';

/** A virtual service, or one of its real servers. */
export interface ServiceSubject {
  readonly service: ServiceKey;
  readonly server?: DestinationKey | undefined;
}

/** What a finding is about. */
export type Subject =
  | ServiceSubject
  | { readonly interface: string }
  /** By its name of sysctl(8): `net.ipv4.ip_forward`. */
  | { readonly sysctl: string }
  | { readonly daemon: DaemonState }
  /** A part of this machine: `kernel`, `firewall`, `boot`, `connections`. */
  | { readonly part: string };

/** The name of a virtual service in findings: `tcp:10.0.0.1:80`, `fwmark:7`, `fwmark:7:ipv6`. */
export function serviceName(key: ServiceKey): string {
  if ('fwmark' in key) return `fwmark:${key.fwmark}${key.family === 'ipv6' ? ':ipv6' : ''}`;
  return `${key.protocol}:${formatEndpoint(key.address, key.port)}`;
}

/**
 * The name of a finding's object, one word, as `--ignore CODE=OBJECT` takes it. That of a real server begins with its
 * service's: `tcp:10.0.0.1:80/192.168.2.100:80`.
 */
export function objectName(subject: Subject): string {
  if ('service' in subject) {
    const { service, server } = subject;
    const name = serviceName(service);
    return server === undefined ? name : `${name}/${formatEndpoint(server.address, server.port)}`;
  }
  if ('interface' in subject) return subject.interface;
  if ('sysctl' in subject) return subject.sysctl;
  if ('daemon' in subject) return `daemon:${subject.daemon}`;
  return subject.part;
}

/** Whether the first of two names is of a virtual service that the second one belongs to, or both are of the same. */
export const includes = (name: string, other: string): boolean => other === name || other.startsWith(`${name}/`);
