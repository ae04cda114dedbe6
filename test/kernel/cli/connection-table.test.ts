/** Connections of every shape, which a sync master could have told of, listed by both programs. */
import { describe, expect, it, vi } from 'vitest';
import { CONNECTION_STATES } from '../../../src/ipvs/connection-states.ts';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { useClients } from '../kernel.ts';
import { runCommand, runProgram } from './outcome.ts';
import { missing } from './reference.ts';
import { FLAGS, type SyncedConnection } from './sync-messages.ts';
import { hold, useSynced } from './synced.ts';

const TCP: SyncedConnection = {
  protocol: 'TCP',
  flags: FLAGS.masquerade,
  state: 1,
  client: ['203.0.113.1', 40_000],
  virtual: ['192.0.2.80', 80],
  destination: ['10.0.0.1', 8080],
  timeout: 900,
};
const UDP: SyncedConnection = { ...TCP, protocol: 'UDP', state: 0, timeout: 300 };
const SCTP: SyncedConnection = { ...TCP, protocol: 'SCTP' };
const TEMPLATE: SyncedConnection = { ...TCP, flags: FLAGS.template, state: 0, client: ['203.0.113.2', 0] };
const IPV6: SyncedConnection = {
  ...TCP,
  client: ['2001:db8:1111:2222:3333:4444:5555:6666', 65_535],
  virtual: ['2001:db8::80', 443],
  destination: ['fd00:1111:2222:3333:4444:5555:6666:7777', 8443],
};
const sip = (data: string): SyncedConnection => ({
  ...TEMPLATE,
  protocol: 'UDP',
  virtual: ['192.0.2.80', 5060],
  destination: ['10.0.0.1', 5060],
  engine: { name: 'sip', data },
});
const from = (one: SyncedConnection, port: number): readonly [string, number] => [one.client[0], port];

/** Each of another client, so that none takes the place of another. */
const SHAPES: readonly (readonly [title: string, connection: SyncedConnection])[] = [
  ...Array.from({ length: 11 }, (_, state): [string, SyncedConnection] => [
    `TCP in state ${state}`,
    { ...TCP, state, client: from(TCP, 41_000 + state) },
  ]),
  ...Array.from({ length: 14 }, (_, state): [string, SyncedConnection] => [
    `SCTP in state ${state}`,
    { ...SCTP, state, client: from(SCTP, 42_000 + state) },
  ]),
  ['UDP', UDP],
  ['TCP by a tunnel', { ...TCP, flags: FLAGS.tunnel, client: from(TCP, 43_001) }],
  ['TCP by direct routing, inactive', { ...TCP, flags: FLAGS.direct | FLAGS.inactive, client: from(TCP, 43_002) }],
  ['TCP of a mark', { ...TCP, fwmark: 7, client: from(TCP, 43_003) }],
  ['TCP that expires in 99:59', { ...TCP, timeout: 5999, client: from(TCP, 44_001) }],
  ['TCP that expires in 100 minutes', { ...TCP, timeout: 6000, client: from(TCP, 44_002) }],
  ['TCP that expires in 31 days', { ...TCP, timeout: 2_678_400, client: from(TCP, 44_003) }],
  ['a template', TEMPLATE],
  ['a template that is assured', { ...TEMPLATE, state: 1, client: ['203.0.113.3', 0] }],
  [
    'a template for all ports',
    {
      ...TEMPLATE,
      protocol: 'IP',
      client: ['203.0.113.4', 0],
      virtual: ['192.0.2.80', 0],
      destination: ['10.0.0.1', 0],
    },
  ],
  [
    'a template of a mark, for 31 days',
    {
      ...TEMPLATE,
      protocol: 'IP',
      fwmark: 7,
      client: ['203.0.113.5', 0],
      virtual: ['0.0.0.7', 0],
      destination: ['10.0.0.1', 0],
      timeout: 2_678_400,
    },
  ],
  ['IPv6', IPV6],
  ['IPv6 of short addresses', { ...IPV6, client: ['2001:db8::1', 1], destination: ['fd00::1', 80] }],
  ['a template of IPv6', { ...IPV6, flags: FLAGS.template, state: 0, client: ['2001:db8::', 0] }],
  ['a template with data of an engine', { ...sip('abc123@host.example'), client: ['203.0.113.9', 0] }],
  ['a template with data of 100 bytes', { ...sip('x'.repeat(100)), client: ['203.0.113.7', 0] }],
];

const clients = useClients();
const ours = async (...words: readonly string[]): Promise<string> => {
  const { status, stdout, stderr } = await runCommand(clients.client, words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};
const theirs = (...words: readonly string[]): string => runProgram('ipvsadm-c', words).stdout;

/** The line of a connection, found by its client. */
const lineOf = (listing: string, { client: [address, port] }: SyncedConnection): string | undefined =>
  listing.split('\n').find((line) => line.includes(` ${address}:${port} `) || line.includes(` [${address}]:${port} `));

describe('a connection of which a sync master has told', () => {
  const dummy = useSynced(
    clients,
    SHAPES.map(([, connection]) => connection),
  );

  it.skipIf(missing).for(SHAPES)('is what it is to ipvsadm 1.31: %s', async ([, connection], { skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    for (const view of ['-Lnc', '-Lnc --persistent-conn']) {
      const words = view.split(' ');
      // A second may pass between the two, on a busy machine more often than not.
      await vi.waitFor(
        async () => {
          const line = lineOf(await ours(...words), connection);
          expect(line).toBeDefined();
          expect(line).toBe(lineOf(theirs(...words), connection));
        },
        { timeout: timeFactor * 30_000 },
      );
    }
  });

  it('is in a state that a filter may ask for', async ({ skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    const states = (await ours('-Lnc'))
      .split('\n')
      .slice(2, -1)
      .map((line) => line.split(/ +/)[2]);
    expect([...new Set(states)].filter((state) => !CONNECTION_STATES.some((known) => known === state))).toEqual([]);
  });

  it.skipIf(missing)('has its place in the same order', async ({ skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    await vi.waitFor(async () => expect(await ours('-Lnc')).toBe(theirs('-Lnc')), { timeout: timeFactor * 30_000 });
  });

  it.for([
    // ipvsadm 1.31 shows the first word of such data.
    ['has a blank', 'abc 123'],
    // ipvsadm 1.31 ends its listing here: see docs/compatibility.md.
    ['has the 255 bytes that the kernel keeps', 'y'.repeat(255)],
  ])('is listed whole where the data of its engine %s', async ([, data = ''], { skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    const long = { ...sip(data), client: ['203.0.113.8', 0] } as const;
    await hold([long]);
    const line = lineOf(await ours('-Lnc', '--persistent-conn'), long);
    await hold([{ ...long, timeout: 1 }]);
    await vi.waitFor(async () => expect(lineOf(await ours('-Lnc'), long)).toBeUndefined(), {
      timeout: timeFactor * 30_000,
    });
    expect(line).toMatch(new RegExp(`^UDP \\d\\d:\\d\\d {2}NONE +203\\.0\\.113\\.8:0 .* sip +${data}$`));
  });
});
