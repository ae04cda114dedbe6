import type { DestinationKey } from '../../ipvs/model.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';

/** A real server in the text of a finding: `192.168.2.100:80`. */
export const serverText = ({ address, port }: DestinationKey): string => formatEndpoint(address, port);

/** Bits of a whole address: `/32`. */
export const hostBits = (address: string): number => (address.includes(':') ? 128 : 32);

/** ip(8) for the family of an address. */
export const ipFor = (address: string): string => (address.includes(':') ? 'ip -6' : 'ip');
