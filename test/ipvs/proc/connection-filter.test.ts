import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireAddress } from '../../../src/ipvs/address.ts';
import { CONNECTION_STATES } from '../../../src/ipvs/connection-states.ts';
import type { ServiceKey } from '../../../src/ipvs/model.ts';
import { type ConnectionFilter, compileFilter, selectLines } from '../../../src/ipvs/proc/connection-filter.ts';
import { ConnectionServices, type ServiceOfTable } from '../../../src/ipvs/proc/connection-services.ts';
import { type ConnectionEntry, parseConnection, protocolOf } from '../../../src/ipvs/proc/connections.ts';
import { ipv4, ipv6 } from '../arbitrary.ts';
import { kernelLine, pieceOf } from './kernel-lines.ts';

/** The lines that a filter leaves. */
function left(lines: readonly string[], filter: ConnectionFilter, table: readonly ServiceOfTable[] = []): string[] {
  const isMeant = compileFilter(filter, new ConnectionServices(table));
  if (isMeant === undefined) return [...lines];
  const pieces = [lines.slice(0, 2), lines.slice(2)].map(pieceOf);
  // Each piece before the next is asked for, as what is yielded may be overwritten.
  const texts = Array.from(selectLines(pieces, isMeant), (piece) => piece.toString('latin1'));
  return texts.flatMap((text) => text.split('\n').slice(0, -1));
}

const bitsOf = (address: string): string =>
  Array.from(requireAddress(address), (byte) => byte.toString(2).padStart(8, '0')).join('');

/** What a filter means, by the entry that a line is read into. */
function isMeant(entry: ConnectionEntry, { client, server, states, service }: ConnectionFilter): boolean {
  if (client !== undefined) {
    const [address = '', length] = client.split('/');
    const [bits, own] = [bitsOf(address), bitsOf(entry.client.address)];
    const beginning = bits.slice(0, Number(length ?? bits.length));
    if (bits.length !== own.length || !own.startsWith(beginning)) return false;
  }
  const { address, port } = server ?? entry.destination;
  if (address !== entry.destination.address) return false;
  if (port !== undefined && port !== entry.destination.port) return false;
  if (states !== undefined && !states.some((state) => state === entry.state)) return false;
  if (service === undefined || 'fwmark' in service) return true;
  const isTo = service.port === 0 || service.port === entry.virtual.port;
  return protocolOf(entry) === service.protocol && service.address === entry.virtual.address && isTo;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** A filter that means something of a line more often than chance would have it. */
function filterLike(line: string): fc.Arbitrary<ConnectionFilter> {
  const { client, virtual, destination } = parseConnection(line);
  const near = (address: string) => fc.oneof({ weight: 4, arbitrary: fc.constant(address) }, ipv4, ipv6);
  const network = near(client.address).chain((address) =>
    maybe(fc.nat(bitsOf(address).length)).map((length) => (length === undefined ? address : `${address}/${length}`)),
  );
  const service: fc.Arbitrary<ServiceKey> = fc.record({
    protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
    address: near(virtual.address),
    port: fc.constantFrom(virtual.port, 0, 80),
  });
  return fc.record({
    client: maybe(network),
    server: maybe(
      fc.record({ address: near(destination.address), port: maybe(fc.constantFrom(destination.port, 80)) }),
    ),
    states: maybe(fc.subarray([...CONNECTION_STATES])),
    service: maybe(service),
  });
}

describe('compileFilter', () => {
  it('means of bytes what it means of entries', () => {
    const lines = fc.array(kernelLine, { minLength: 1, maxLength: 8 });
    const cases = lines.chain((some) => fc.tuple(fc.constant(some), filterLike(some[0] ?? '')));
    fc.assert(
      fc.property(cases, ([some, filter]) => {
        expect(left(some, filter)).toEqual(some.filter((line) => isMeant(parseConnection(line), filter)));
      }),
      { numRuns: 1000 },
    );
  });

  const LINES = {
    tcp: 'TCP C0A8640A 8754 C0A8647B 0050 C0A80264 0050 ESTABLISHED     899',
    closed: 'TCP C0A8650A 8755 C0A8647B 0050 C0A80265 0050 CLOSE             9',
    udp: 'UDP C0A8640A 8754 C0A8647B 0035 C0A80264 0035 UDP             299',
    sctp: 'SCTP C0A8640A 0001 C0A8647B 13C4 C0A80264 13C4 C-ECHOED          3',
    template: 'TCP C0A8640A 0000 C0A8647B 0050 C0A80264 0050 ASSURED         360',
    marked: 'TCP C0A8640A 8756 C0A8647B 1F90 C0A80266 1F90 ESTABLISHED     899',
    markedTo81: 'TCP C0A8640A 8757 C0A8647B 1F90 C0A80267 0051 ESTABLISHED     899',
    markTemplate: 'IP  C0A8640A 0000 0000000A 0000 C0A80266 0000 NONE            299',
    six: 'TCP 2001:0db8:0000:0000:0000:0000:0000:000a 8754 2001:0db8:0000:0000:0000:0000:0000:0001 0050 2001:0db8:0000:0000:0000:0000:0000:0064 0050 SYN_RECV         59',
    sixMark:
      'IP  2001:0db8:0000:0000:0000:0000:0000:000a 0000 0000:000a:0000:0000:0000:0000:0000:0000 0000 2001:0db8:0000:0000:0000:0000:0000:0066 0000 NONE            299',
    sixTo4:
      'TCP 2001:0db8:0000:0000:0000:0000:0000:000b 8754 2001:0db8:0000:0000:0000:0000:0000:0001 0050 C0A80266 0050 SYN_RECV         59',
  } as const;
  type Name = keyof typeof LINES;
  const namesOf = (lines: readonly string[]): string[] =>
    Object.entries(LINES).flatMap(([name, line]) => (lines.includes(line) ? [name] : []));

  const tcp = { protocol: 'tcp', address: '192.168.100.123', port: 80 } as const;
  const TABLE: readonly ServiceOfTable[] = [
    { key: tcp, destinations: [] },
    { key: { ...tcp, protocol: 'udp', port: 0 }, destinations: [] },
    {
      key: { fwmark: 10, family: 'ipv4' },
      destinations: [
        { address: '192.168.2.100', port: 0 },
        { address: '192.168.2.102', port: 0 },
        { address: '192.168.2.103', port: 81 },
      ],
    },
    { key: { fwmark: 11, family: 'ipv4' }, destinations: [{ address: '192.168.2.103', port: 81 }] },
    { key: { fwmark: 10, family: 'ipv6' }, destinations: [{ address: '2001:db8::66', port: 0 }] },
  ];

  it.each<[string, ConnectionFilter, Name[]]>([
    ['an address and port', { service: tcp }, ['tcp', 'closed', 'template']],
    ['any port', { service: { ...tcp, port: 0 } }, ['tcp', 'closed', 'template', 'marked', 'markedTo81']],
    ['SCTP', { service: { ...tcp, protocol: 'sctp', port: 5060 } }, ['sctp']],
    ['IPv6', { service: { ...tcp, address: '2001:db8::1' } }, ['six', 'sixTo4']],
    ['a service that is not there', { service: { ...tcp, port: 8080 } }, ['marked', 'markedTo81']],
    // The UDP connection is to a service for all ports, and the SCTP one to a server of the mark.
    ['a mark', { service: { fwmark: 10, family: 'ipv4' } }, ['sctp', 'marked', 'markedTo81', 'markTemplate']],
    ['a mark that shares a server', { service: { fwmark: 11, family: 'ipv4' } }, ['markedTo81']],
    ['a mark of IPv6', { service: { fwmark: 10, family: 'ipv6' } }, ['sixMark']],
    ['a mark that is not there', { service: { fwmark: 12, family: 'ipv4' } }, []],
    ['a server', { server: { address: '192.168.2.102' } }, ['marked', 'markTemplate', 'sixTo4']],
    ['a server and port', { server: { address: '192.168.2.103', port: 81 } }, ['markedTo81']],
    ['a server and another port', { server: { address: '192.168.2.103', port: 8 } }, []],
    ['states', { states: ['ASSURED', 'C-ECHOED', 'CLOSE'] }, ['closed', 'sctp', 'template']],
    ['a state that begins like another', { states: ['CLOSE_WAIT'] }, []],
    ['no state', { states: [] }, []],
    ['a client', { client: '192.168.101.10' }, ['closed']],
    ['a network within a digit', { client: '192.168.101.0/25', states: ['CLOSE'] }, ['closed']],
    ['all of a family', { client: '::/0' }, ['six', 'sixMark', 'sixTo4']],
    ['a network of IPv6', { client: '2001:db8::a/127' }, ['six', 'sixMark', 'sixTo4']],
    ['all that is given', { service: tcp, client: '192.168.100.0/24', states: ['ESTABLISHED'] }, ['tcp']],
    // The digits 20 begin an address of either family.
    ['digits of the other family', { client: '32.0.0.0/8' }, []],
  ])('finds what is meant by %s', (_, filter, expected) => {
    expect(namesOf(left(Object.values(LINES), filter, TABLE))).toEqual(expected);
  });

  it('means everything if nothing is given', () => {
    expect(compileFilter({}, new ConnectionServices([]))).toBeUndefined();
  });

  it.each<ConnectionFilter>([
    { client: '10.0.0.0/33' },
    { client: 'web1' },
    { server: { address: '10.0.0' } },
    { service: { ...tcp, address: 'x' } },
  ])('refuses %j', (filter) => {
    expect(() => compileFilter(filter, new ConnectionServices([]))).toThrow(TypeError);
  });

  it('does not take for a line what is in the data of an engine', () => {
    const data = `UDP C0A8640A 0001 C0A8647B 13C4 C0A80264 13C4 UDP             299 sip x\r${LINES.closed}`;
    expect(left([data], { states: ['CLOSE'] })).toEqual([]);
    expect(left([data], { states: ['UDP'] })).toEqual([data]);
  });

  it('does not take for an entry what is none', () => {
    const select = (text: string) => left([text.slice(0, -1)], { client: '10.0.0.1' });
    expect(() => select('TCP C0A8640A8754 C0A8647B 0050 C0A80264 0050 ESTABLISHED     899\n')).toThrow(
      'not an entry of the connection table: TCP C0A8640A8754',
    );
    expect(() => select('\n')).toThrow('not an entry of the connection table');
  });
});
