/** Filters and counts of connections, and listings of one real server: by connections that the kernel holds. */
import { beforeEach, describe, expect, it } from 'vitest';
import { listing } from '../../../src/json/schema.ts';
import { useCommandLine } from './session.ts';
import { FLAGS, type SyncedConnection } from './sync-messages.ts';
import { useSynced } from './synced.ts';

const { clients, run, output, load } = useCommandLine();

const SYNCED: SyncedConnection = {
  protocol: 'TCP',
  flags: FLAGS.masquerade,
  state: 1,
  client: ['198.18.1.1', 40_000],
  virtual: ['198.19.1.80', 80],
  destination: ['198.19.0.1', 8080],
  timeout: 900,
};
const template = { flags: FLAGS.template, state: 0 } as const;

/** Each of another client, by whose address they are told apart. */
const CONNECTIONS = {
  '198.18.1.1': SYNCED,
  '198.18.1.2': { ...SYNCED, state: 3, client: ['198.18.1.2', 40_000] },
  '198.18.1.3': { ...SYNCED, destination: ['198.19.0.2', 8080], client: ['198.18.1.3', 40_000] },
  '198.18.1.130': { ...SYNCED, ...template, client: ['198.18.1.130', 0] },
  '198.18.1.131': { ...SYNCED, protocol: 'UDP', state: 0, client: ['198.18.1.131', 40_000] },
  '198.18.1.132': { ...SYNCED, protocol: 'SCTP', client: ['198.18.1.132', 40_000] },
  // Of a service that is not in the table.
  '198.18.2.4': { ...SYNCED, virtual: ['198.19.1.81', 80], client: ['198.18.2.4', 40_000] },
  // Of the mark 7.
  '198.18.2.5': {
    ...SYNCED,
    fwmark: 7,
    virtual: ['198.19.1.90', 90],
    destination: ['198.19.0.7', 90],
    client: ['198.18.2.5', 40_000],
  },
  '198.18.2.6': {
    ...SYNCED,
    ...template,
    protocol: 'IP',
    fwmark: 7,
    virtual: ['0.0.0.7', 0],
    destination: ['198.19.0.7', 0],
    client: ['198.18.2.6', 0],
  },
  '2001:db8:1801::1': {
    ...SYNCED,
    client: ['2001:db8:1801::1', 40_000],
    virtual: ['2001:db8:1900::80', 80],
    destination: ['2001:db8:1900::1', 8080],
  },
  '2001:db8:1802::2': {
    ...SYNCED,
    ...template,
    protocol: 'IP',
    fwmark: 7,
    client: ['2001:db8:1802::2', 0],
    virtual: ['0:7::', 0],
    destination: ['2001:db8:1900::7', 0],
  },
} as const satisfies Record<string, SyncedConnection>;
type Client = keyof typeof CONNECTIONS;
const CLIENTS = Object.keys(CONNECTIONS);

const RULES = `-A -t 198.19.1.80:80 -s rr
-a -t 198.19.1.80:80 -r 198.19.0.1:8080 -m
-a -t 198.19.1.80:80 -r 198.19.0.2:8080 -m
-A -t 198.19.1.82:80 -s rr
-a -t 198.19.1.82:80 -r 198.19.0.2:8081 -m
-A -u 198.19.1.80:80 -s rr
-A -t [2001:db8:1900::80]:80 -s rr
-a -t [2001:db8:1900::80]:80 -r [2001:db8:1900::1]:8080 -m
-A -f 7 -s rr
-a -f 7 -r 198.19.0.7 -g
`;

const dummy = useSynced(clients, Object.values(CONNECTIONS));
beforeEach(async ({ skip }) => {
  skip(!dummy.ready, 'cannot make a dummy interface');
  await load(RULES);
});

/** The clients of a listing, in an order that does not change. */
const clientsOf = (text: string): string[] =>
  text
    .split('\n')
    .slice(2, -1)
    .map((line) => (line.split(/ +/)[3] ?? '').replace(/:\d+$/, '').replace(/[[\]]/g, ''))
    .sort();

describe('a listing of connections', () => {
  it.for<[filter: string, clients: Client[]]>([
    ['-t 198.19.1.80:80', ['198.18.1.1', '198.18.1.130', '198.18.1.2', '198.18.1.3']],
    ['-t 198.19.1.80', ['198.18.1.1', '198.18.1.130', '198.18.1.2', '198.18.1.3']],
    ['-u 198.19.1.80:80', ['198.18.1.131']],
    ['--sctp-service 198.19.1.80:80', ['198.18.1.132']],
    ['-t [2001:db8:1900::80]:80', ['2001:db8:1801::1']],
    ['-t 198.19.1.81:80', ['198.18.2.4']],
    ['-t 198.19.1.99:80', []],
    ['-f 7', ['198.18.2.5', '198.18.2.6']],
    ['-f 7 -6', ['2001:db8:1802::2']],
    ['-f 8', []],
    ['-r 198.19.0.7', ['198.18.2.5', '198.18.2.6']],
    ['-r 198.19.0.7:90', ['198.18.2.5']],
    ['-r [2001:db8:1900::1]:8080', ['2001:db8:1801::1']],
    ['--client 198.18.1.2', ['198.18.1.2']],
    ['--client 198.18.1.128/25', ['198.18.1.130', '198.18.1.131', '198.18.1.132']],
    ['--client 2001:db8:1802::/47', ['2001:db8:1802::2']],
    ['--client 2001:db8:1800::/40', ['2001:db8:1801::1', '2001:db8:1802::2']],
    ['--client 198.18.0.0/15 --state syn_recv', ['198.18.1.2']],
    ['--client 198.18.0.0/15 --state SYN_RECV,Udp', ['198.18.1.131', '198.18.1.2']],
    ['-t 198.19.1.80:80 -r 198.19.0.1 --client 198.18.1.0/24 --state established', ['198.18.1.1']],
  ])('has those of %s', async ([filter, expected]) => {
    expect(clientsOf(await output(`-Lnc ${filter}`))).toEqual(expected);
    // Nobody knows their names.
    expect(clientsOf(await output(`-Lc ${filter}`))).toEqual(expected);
    const { connections = [] } = listing.parse(JSON.parse(await output(`-Lc --json ${filter}`)));
    expect(connections.map(({ client }) => client.address).sort()).toEqual(expected);
  });

  it('is the same in the library', async () => {
    const found: string[] = [];
    const filter = { service: { fwmark: 7, family: 'ipv4' }, client: '198.18.2.0/24' } as const;
    for await (const entries of clients.client.connections(filter))
      found.push(...entries.map((one) => one.client.address));
    expect(found.sort()).toEqual(['198.18.2.5', '198.18.2.6']);
    await expect(clients.client.connections({ client: 'web1' }).next()).rejects.toThrow(TypeError);
  });

  /** The network of the clients of one family: others' connections may be there too. */
  const [IPV4, IPV6] = ['198.18.0.0/15', '2001:db8:1800::/40'];
  it.each<[by: string, network: string, lines: string[]]>([
    [
      'service',
      IPV4,
      [
        '4 TCP  198.19.1.80:80',
        '2 FWM  7',
        '1 SCTP 198.19.1.80:80',
        '1 TCP  198.19.1.81:80',
        '1 UDP  198.19.1.80:80',
        '9 total',
      ],
    ],
    ['service', IPV6, ['1 FWM  7 IPv6', '1 TCP  [2001:db8:1900::80]:80', '2 total']],
    ['server', IPV4, ['6 198.19.0.1:8080', '1 198.19.0.2:8080', '1 198.19.0.7:0', '1 198.19.0.7:90', '9 total']],
    ['server', IPV6, ['1 [2001:db8:1900::1]:8080', '1 [2001:db8:1900::7]:0', '2 total']],
    ['state', IPV4, ['4 ESTABLISHED', '2 NONE', '1 INIT1', '1 SYN_RECV', '1 UDP', '9 total']],
    ['client', IPV4, [...CLIENTS.filter((client) => client.includes('.')).map((client) => `1 ${client}`), '9 total']],
    ['client', IPV6, ['1 2001:db8:1801::1', '1 2001:db8:1802::2', '2 total']],
  ])('is counted by %s of %s', async (by, network, lines) => {
    const text = await output(`-Lnc --count-by ${by} --client ${network}`);
    const count = (line: string): number => Number.parseInt(line, 10);
    expect(text.split('\n').slice(0, -2).map(count)).toEqual(lines.slice(0, -1).map(count));
    expect(text.split('\n').toSorted()).toEqual([...lines, ''].toSorted());

    // Nobody knows the names of the addresses, but those of the ports.
    const named = await output(`-Lc --count-by ${by} --client ${network}`);
    expect(named.replaceAll(':http-alt', ':8080').replaceAll(':http', ':80')).toBe(text);

    const { counts } = listing.parse(JSON.parse(await output(`-Lc --json --count-by ${by} --client ${network}`)));
    expect(counts).toMatchObject({ by, total: count(lines.at(-1) ?? '') });
    expect(counts?.groups.map((group) => group.count)).toEqual(lines.slice(0, -1).map(count));
  });

  it('is counted of what a filter means, be it nothing', async () => {
    expect(await output('-Lnc --count-by server --client 198.18.1.0/24 -t 198.19.1.80:80')).toBe(
      '3 198.19.0.1:8080\n1 198.19.0.2:8080\n4 total\n',
    );
    expect(await output('-Lnc --count-by server --client 198.18.3.1')).toBe('0 total\n');
    const { counts } = listing.parse(JSON.parse(await output('-Lc --json --count-by service -f 7')));
    expect(counts).toEqual({ by: 'service', total: 2, groups: [{ service: { fwmark: 7, family: 'ipv4' }, count: 2 }] });
    const none = listing.parse(JSON.parse(await output('-Lc --json --count-by client --client 198.18.3.1')));
    expect(none).toEqual({ counts: { by: 'client', total: 0, groups: [] } });
  });
});

describe('a listing of a real server', () => {
  const VIEWS = ['', '--stats', '--rate', '--thresholds', '--persistent-conn', '--tun-info', '--nosort'];
  it.each(VIEWS)('has the services that have it, and nothing else of them %s', async (view) => {
    const names = (text: string): string[] => text.match(/^(TCP|UDP|FWM| {2}->) +\S*\d\S*/gm) ?? [];
    const found = names(await output(`-Ln -r 198.19.0.2 ${view}`));
    expect(found.toSorted()).toEqual(
      ['TCP  198.19.1.80:80', '  -> 198.19.0.2:8080', 'TCP  198.19.1.82:80', '  -> 198.19.0.2:8081'].toSorted(),
    );
    expect(names(await output(`-Ln -r 198.19.0.2:8081 ${view}`))).toEqual([
      'TCP  198.19.1.82:80',
      '  -> 198.19.0.2:8081',
    ]);
    expect(names(await output(`-Ln -t 198.19.1.80:80 -r 198.19.0.2 ${view}`))).toEqual([
      'TCP  198.19.1.80:80',
      '  -> 198.19.0.2:8080',
    ]);
  });

  it('has them as JSON', async () => {
    const { ipvs, services = [] } = listing.parse(JSON.parse(await output('-L --json -r 2001:db8:1900::1')));
    expect(ipvs).toBeDefined();
    expect(services).toMatchObject([
      { address: '2001:db8:1900::80', destinations: [{ address: '2001:db8:1900::1', port: 8080 }] },
    ]);
  });

  it('of a mark', async () => {
    expect(await output('-Ln -r 198.19.0.7 --thresholds')).toContain('FWM  7 rr\n  -> 198.19.0.7:0 ');
  });

  it.each([
    ['-r 198.19.0.9', 'No such destination'],
    ['-r 198.19.0.2:9', 'No such destination'],
    ['-t 198.19.1.80:80 -r 198.19.0.7', 'No such destination'],
    ['-t 198.19.1.99:80 -r 198.19.0.1', 'No such service'],
  ])('fails where there is no such: %s', async (words, message) => {
    for (const form of ['', '--json', '--stats']) {
      expect(await run(`-Ln ${words} ${form}`)).toEqual({ status: 1, stdout: '', stderr: `${message}\n` });
    }
  });
});
