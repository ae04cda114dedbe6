import { z } from 'zod';

export const port = z.int().min(0).max(0xffff);
export const count = z.int().min(0);
export const address = z.union([z.ipv4(), z.ipv6()], { error: 'Invalid IP address' });

/** What names a virtual service: these fields, or those of a firewall mark. */
export const addressKey = { protocol: z.enum(['tcp', 'udp', 'sctp']), address, port };
export const fwmarkKey = { fwmark: z.int().min(1).max(0xffff_ffff), family: z.enum(['ipv4', 'ipv6']) };
