import { Buffer } from 'node:buffer';
import { type CommandTrace, traced } from '../../netlink/trace.ts';
import type { OpenTransport } from '../../netlink/transport.ts';
import { ADDRESS } from './address.ts';
import { LINK } from './link.ts';
import { NEIGHBOUR } from './neighbour.ts';
import { ROUTE } from './route.ts';
import { RULE } from './rule.ts';
import { RTM_DELNEIGH } from './uapi.ts';

/** What RTM_NEW… is before RTM_GET…: the answers have the former. */
const NEW_BEFORE_GET = 2;

/** The messages by their type. */
const MESSAGES: ReadonlyMap<number, CommandTrace> = new Map([
  [RTM_DELNEIGH, { ...NEIGHBOUR, name: 'DELETE_NEIGHBOUR' }],
  ...[LINK, ADDRESS, ROUTE, NEIGHBOUR, RULE].flatMap(
    ({ name, get, headerSize, attributes }): [number, CommandTrace][] => {
      const noun = name.toUpperCase().replaceAll(' ', '_');
      return [
        [get, { name: `GET_${noun}`, headerSize, attributes }],
        [get - NEW_BEFORE_GET, { name: `NEW_${noun}`, headerSize, attributes }],
      ];
    },
  ),
]);

/** Shows the messages of a socket that talks to rtnetlink(7). */
export function traceRoutes(open: OpenTransport, trace: (line: string) => void): OpenTransport {
  const formatBytes = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;
  return traced(open, { trace, commandOf: (type) => MESSAGES.get(type), formatBytes });
}
