import type { Buffer } from 'node:buffer';
import { addressFamily } from '../address.ts';
import type { ConnectionState } from '../connection-states.ts';
import type { AddressServiceKey, FwmarkServiceKey, ServerFilter, ServiceKey } from '../model.ts';
import { type Network, parseNetwork } from '../network.ts';
import { type LineFields, linePattern, otherLinesPattern, SERVICE_FIELDS, textsOf } from './connection-pattern.ts';
import { type ConnectionServices, endText, serviceText } from './connection-services.ts';
import { writeProcAddress } from './hex.ts';

/** Which entries of the connection table are meant: those for which all that is given holds. */
export interface ConnectionFilter {
  /**
   * Only connections of this virtual service, be it in the table or not; its port 0 is any port. The kernel does not
   * tell by which service it balanced a connection. So for an address these are all connections to it. For a firewall
   * mark they are its templates of persistence, and connections to its real servers that are to no service by address:
   * where marks share a real server, those of the other marks too.
   */
  readonly service?: ServiceKey | undefined;
  /** Only connections to this real server. */
  readonly server?: ServerFilter | undefined;
  /** Only connections from this network, `192.0.2.0/24` or `2001:db8::/32`, or from this address. */
  readonly client?: string | undefined;
  /** Only connections in one of these states. */
  readonly states?: readonly ConnectionState[] | undefined;
}

/** Leaves out the lines that are not meant. */
export type LineFilter = (lines: string) => string;

/**
 * Makes a filter into a pattern of the kernel's text, in which addresses are hexadecimal: no line has to be read into
 * an object to be left out. The engines of JavaScript make machine code of a pattern at once, but of a loop over bytes
 * only when a short run is over. Outside of the lab it takes half the time of such a loop.
 *
 * @param services the table's, asked for a firewall mark only
 * @returns `undefined` where every line is meant
 * @throws TypeError when an address or a network is not one
 */
export function compileFilter(
  { service, server, client, states }: ConnectionFilter,
  services: ConnectionServices,
): LineFilter | undefined {
  const fields: LineFields = {
    ...(service !== undefined && !('fwmark' in service) && fieldsOfService(service)),
    ...(server !== undefined && { destination: endPattern(server.address, server.port) }),
    ...(client !== undefined && { client: networkPattern(requireNetwork(client)) }),
    ...(states !== undefined && { state: statesPattern(states) }),
  };
  const filters: LineFilter[] = [];
  if (Object.keys(fields).length > 0) filters.push(leaving(fields));
  if (service !== undefined && 'fwmark' in service) filters.push(leavingMark(service, services));
  if (filters.length === 0) return undefined;
  return (lines) => filters.reduce((left, filter) => filter(left), lines);
}

/**
 * Leaves out the lines that are not meant. What is left moves to the front of its piece, in the memory that it was read
 * into, so the pieces must not be needed as they were.
 *
 * @param pieces whole lines of the kernel
 * @returns the pieces that have lines left
 */
export function* selectLines(pieces: Iterable<Buffer>, filter: LineFilter): Generator<Buffer> {
  for (const [lines, piece] of textsOf(pieces)) {
    const left = filter(lines);
    if (left.length === lines.length) yield piece;
    else if (left !== '') yield piece.subarray(0, piece.write(left, 'latin1'));
  }
}

function leaving(fields: LineFields): LineFilter {
  const others = otherLinesPattern(fields);
  return (lines) => lines.replace(others, '');
}

function leavingMark(key: FwmarkServiceKey, services: ConnectionServices): LineFilter {
  const mark = serviceText(key);
  const pattern = linePattern(SERVICE_FIELDS);
  return (lines) =>
    lines.replace(pattern, (line: string, ...texts: string[]) => (services.of(...texts).includes(mark) ? line : ''));
}

const fieldsOfService = ({ protocol, address, port }: AddressServiceKey): LineFields => ({
  protocol: protocol.toUpperCase(),
  virtual: endPattern(address, port === 0 ? undefined : port),
});

const endPattern = (address: string, port: number | undefined): string =>
  port === undefined ? `${writeProcAddress(address)} \\S+` : endText(address, port);

/** A pattern without any alternative matches nothing, as no state is. */
const statesPattern = (states: readonly ConnectionState[]): string =>
  states.length === 0 ? '(?!)' : `(?:${states.join('|')})`;

/** Bits of a digit. */
const BITS = 4;
const DIGITS = '0123456789abcdef';

/** Each digit of the network's address, or what it may be where only some of its bits are the network's, or none. */
function networkPattern({ address, prefixLength }: Network): string {
  let bits = prefixLength;
  const pattern = writeProcAddress(address).replace(/[0-9a-f]/gi, (digit) => {
    const size = 2 ** (BITS - Math.min(Math.max(bits, 0), BITS));
    const first = Math.floor(Number.parseInt(digit, 16) / size) * size;
    bits -= BITS;
    return `[${DIGITS.slice(first, first + size)}]`;
  });
  return addressFamily(address) === 'ipv6' ? pattern : pattern.toUpperCase();
}

function requireNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new TypeError(`not an IP address or network: ${text}`);
  return network;
}
