import { formatEndpoint } from './endpoint.ts';

/**
 * How an address with its port is written: as numbers, or with the names of hosts and services. Ports of a firewall
 * mark's servers belong to no protocol, and so have no names.
 */
export type Naming = (address: string, port: number, protocol: string | undefined) => string;

/** `10.0.0.1:80`, `[2001:db8::1]:80` */
export const numeric: Naming = (address, port) => formatEndpoint(address, port);
