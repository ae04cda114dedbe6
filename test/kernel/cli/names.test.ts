/** Names of hosts and services, both ways: on an `/etc` of the test's own, with a name server of its own. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { pointerName } from '../../../src/cli/names/ptr.ts';
import { wordsOf } from '../../rules/words.ts';
import { ip, useClients } from '../kernel.ts';
import { DnsServer } from './dns-server.ts';
import { type EtcFiles, runWithEtc, type TimedOutcome } from './etc.ts';
import { OURS, type Outcome, runCommand } from './outcome.ts';
import { missing } from './reference.ts';

const clients = useClients();

const FIRST = '127.0.0.53';
const SECOND = '127.0.0.54';
const LONG = 'a-long-name-of-a-host.in-a-long-name-of-a-domain.of-names.example';
const LONG6 = 'a-long-name-of-a-host-with-ipv6.in-a-long-name-of-a-domain.example';
const ETC: EtcFiles = {
  hosts: [
    '127.0.0.1 localhost',
    '::1 ip6-localhost',
    `10.0.0.1 ${LONG} long`,
    `2001:db8::1 ${LONG6} long`,
    '10.0.0.2 One.example one alias',
    '2001:db8::2 One.example one',
    '2001:db8::3 six.example six',
    '10.0.0.51 several',
    '127.0.0.5 several',
    // With its service's name, what it comes to has 28 bytes, the most that a table shows.
    '10.0.0.3 twenty-eight-with-port.a',
    '255.255.0.0 mask 3com',
  ].join('\n'),
  services: 'http 80/tcp www\nhttp-alt 8080/tcp\ndomain 53/tcp\ndomain 53/udp\nsip 5060/udp\nsip 5060/sctp\n',
};
const withServers = (...servers: readonly string[]): EtcFiles => ({
  ...ETC,
  'resolv.conf': servers.map((server) => `nameserver ${server}\n`).join(''),
});

const ours = (words: string, etc: EtcFiles = ETC, input = ''): Promise<TimedOutcome> =>
  runWithEtc(etc, [...OURS, ...wordsOf(words)], input);
const theirs = (words: string, etc: EtcFiles = ETC): Promise<TimedOutcome> =>
  runWithEtc(etc, ['ipvsadm-c', ...wordsOf(words)]);
const saved = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;
const load = async (rules: string): Promise<void> => {
  expect(await runCommand(clients.client, ['-R'], `-C\n${rules}`)).toMatchObject({ status: 0, stderr: '' });
};

/** Seconds that a command may take to end, beside `seconds` of waiting: starts are slow on a busy machine. */
const within = async (seconds: number): Promise<number> => seconds + 10 * (await ours('-Ln')).seconds;

let first: DnsServer;
let second: DnsServer;
beforeAll(async () => {
  first = await DnsServer.listen(FIRST);
  second = await DnsServer.listen(SECOND);
});
afterAll(() => {
  first.close();
  second.close();
});
beforeEach(() => {
  first.behave({ mood: 'silent' });
  second.behave({ mood: 'silent' });
});

/** What is compared: not the time. */
const outcomeOf = ({ status, stdout, stderr }: TimedOutcome): Outcome => ({ status, stdout, stderr });

const done = { status: 0, stdout: '', stderr: '' };
const SETUP = '-A -t 10.0.0.9:80 -s wlc\n-A -t [2001:db8::9]:80 -s wlc\n';

describe.skipIf(missing)('a host is to us what it is to ipvsadm 1.31', () => {
  const zone = { 'web.example': { A: '10.0.0.80', AAAA: '2001:db8::80' }, 'six-only.example': { AAAA: '2001:db8::6' } };

  it.each([
    '-A -t One.example:80',
    '-A -t ALIAS:http',
    '-A -t one -p',
    '-A -u several:53',
    '-A -t ip6-localhost:80',
    '-A -t web.example:80',
    '-A -t one:http-alt -p -M mask',
    '-A -t one:80 -p -M 3com',
    '-A -t one:80 -p -M six',
    '-A -t one:80 -p -M web.example',
    '-A -t nowhere.example:80',
    '-a -t 10.0.0.9:80 -r one',
    '-a -t 10.0.0.9:80 -r alias:domain -m',
    '-a -t 10.0.0.9:80 -r several:90 -i',
    '-a -t [2001:db8::9]:80 -r one -i',
    '-a -t [2001:db8::9]:80 -r one',
    '-a -t 10.0.0.9:80 -r web.example:8080 -m',
    '-a -t 10.0.0.9:80 -r nowhere.example -m',
  ])('%s', async (words) => {
    first.behave({ zone });
    await load(SETUP);
    const expected = await theirs(words, withServers(FIRST));
    const table = await saved();
    await load(SETUP);
    expect(outcomeOf(await ours(words, withServers(FIRST)))).toEqual(outcomeOf(expected));
    expect(await saved()).toBe(table);
  });
});

describe('a host that ipvsadm 1.31 does not know', () => {
  it.each([
    ['-A -t six:80', '[2001:db8::3]:80'],
    ['-A -t [one]:80', '[2001:db8::2]:80'],
    ['-A -t [alias]:80', '10.0.0.2:80'],
    ['-A -t six-only.example:80', '[2001:db8::6]:80'],
    ['-A -t [web.example]:80', '[2001:db8::80]:80'],
    ['-A -t web.example:80', '10.0.0.80:80'],
    ['-A -t [four.example]:80', '10.0.0.84:80'],
  ])('%s adds %s', async (words, service) => {
    const web = { A: '10.0.0.80', AAAA: '2001:db8::80' };
    const zone = {
      'web.example': web,
      'six-only.example': { AAAA: '2001:db8::6' },
      'four.example': { A: '10.0.0.84' },
    };
    first.behave({ zone });
    expect(outcomeOf(await ours(words, withServers(FIRST)))).toEqual(done);
    expect(await saved()).toBe(`-A -t ${service} -s wlc\n`);
  });

  it('needs no name server when the hosts file has it', async () => {
    expect(outcomeOf(await ours('-A -t six:80', withServers(FIRST)))).toEqual(done);
    expect(outcomeOf(await ours('-A -t [alias]:80', withServers(FIRST)))).toEqual(done);
    expect(first.questions).toEqual([]);
  });
});

describe('name servers that do not help', () => {
  const refused = (host: string): Outcome => ({
    status: 2,
    stdout: '',
    stderr: `illegal virtual server address[:port] specified\nhint: no name server could answer for ${host}\n`,
  });

  it('are named as the cause, and the other family does not stand in', async () => {
    first.behave({ mood: 'failing', zone: { 'web.example': { AAAA: '2001:db8::80' } } });
    expect(outcomeOf(await ours('-A -t web.example:80', withServers(FIRST)))).toEqual(refused('web.example'));
    expect(new Set(first.questions)).toEqual(new Set(['A web.example']));
    expect(outcomeOf(await ours('-A -t [web.example]:80', withServers(FIRST)))).toEqual(refused('[web.example]'));
    expect(await saved()).toBe('');
  });

  it('cost ten seconds at most, however many there are, and hosts', async () => {
    const third = await DnsServer.listen('127.0.0.55');
    third.behave({ mood: 'silent' });
    const rules = Array.from({ length: 40 }, (_, i) => `-A -t web${i}.example:80\n`);
    const { seconds, status, stderr } = await ours('-R', withServers(FIRST, SECOND, '127.0.0.55'), rules.join(''));
    third.close();
    expect(status).toBe(2);
    expect(stderr.match(/^line \d+: illegal virtual server address/gm)).toHaveLength(rules.length);
    expect(await saved()).toBe('');
    expect(seconds).toBeLessThan(await within(10));
    for (const server of [first, second, third]) expect(server.questions).not.toEqual([]);
  });

  it('are asked side by side when they are slow', async () => {
    const hosts = Array.from({ length: 40 }, (_, i) => i + 1);
    first.behave({ delay: 300, zone: Object.fromEntries(hosts.map((i) => [`web${i}.example`, { A: `10.0.1.${i}` }])) });
    const rules = hosts.map((i) => `-A -t web${i}.example:80 -s rr\n-a -t web${i}.example:80 -r web${i}.example -m\n`);
    expect(outcomeOf(await ours('-R', withServers(FIRST), rules.join('')))).toEqual(done);
    expect(first.mostAtOnce).toBeGreaterThan(2);
    expect([...first.questions].sort()).toEqual(hosts.map((i) => `A web${i}.example`).sort());
    expect((await saved()).split('\n')).toHaveLength(2 * hosts.length + 1);
  });
});

describe('rules with names', () => {
  it('are read back as they were saved', async () => {
    await load(
      '-A -t 10.0.0.2:80 -s rr\n-a -t 10.0.0.2:80 -r 10.0.0.1:8080 -m -w 1\n' +
        '-A -t [2001:db8::2]:80 -s rr\n-a -t [2001:db8::2]:80 -r [2001:db8::1]:8080 -m -w 1\n' +
        '-a -t [2001:db8::2]:80 -r [2001:db8::7]:80 -m -w 1\n-A -u 10.0.0.2:5060 -s rr\n-A --sctp-service 10.0.0.7:5060 -s rr\n',
    );
    const before = await saved();
    const { seconds, ...save } = await ours('-S');
    expect(save).toMatchObject({ status: 0, stderr: '' });
    expect(save.stdout).toContain(`-a -t [One.example]:http -r [${LONG6}]:http-alt -m`);
    expect(save.stdout).toContain('-A --sctp-service 10.0.0.7:sip ');
    expect(outcomeOf(await ours('-R', ETC, `-C\n${save.stdout}`))).toEqual(done);
    expect(await saved()).toBe(before);
  });
});

const LISTED =
  '-A -t 10.0.0.1:80\n-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m\n-a -t 10.0.0.1:80 -r 10.0.0.7:8080 -m\n' +
  '-A -t 10.0.0.3:80\n-A -u 10.0.0.7:5060\n-A -u 10.0.0.2:53 -o\n-A --sctp-service 10.0.0.2:5060\n-A -t 10.0.0.2:53\n' +
  '-A -t 10.0.0.2:5060\n-A -f 3\n-a -f 3 -r 10.0.0.2:80 -m\n-a -f 3 -r 10.0.0.2 -m\n' +
  '-A -t [2001:db8::1]:80\n-a -t [2001:db8::1]:80 -r [2001:db8::1]:8080 -m\n-a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -m\n' +
  '-A -f 4 -6\n-a -f 4 -6 -r [2001:db8::1]:80 -m\n';

describe.skipIf(missing)('a listing has the names that ipvsadm 1.31 has', () => {
  const zone = { [pointerName('10.0.0.7')]: { PTR: 'seven.example' } };

  it.each(['-L', '-L --stats', '-L --rate', '-L --thresholds', '-L --tun-info', '-L -t long:http'])(
    '%s',
    async (words) => {
      first.behave({ zone });
      await load(LISTED);
      const expected = await theirs(words, withServers(FIRST));
      expect(expected.stdout).toContain('seven.example:http-alt');
      expect(outcomeOf(await ours(words, withServers(FIRST)))).toEqual(outcomeOf(expected));
    },
  );

  it('-S, but for those that it cuts', async () => {
    first.behave({ zone });
    await load(LISTED);
    const { stdout } = await ours('-S', withServers(FIRST));
    const cut = stdout.replace(/(?<= )\[?a-long\S+/g, (name) => name.slice(0, 59));
    expect(cut).toBe((await theirs('-S', withServers(FIRST))).stdout);
    expect(cut).not.toBe(stdout);
  });
});

describe('names of addresses', () => {
  const addresses = Array.from({ length: 20 }, (_, i) => `10.2.0.${i + 1}`);
  const rules = addresses
    .map((each) => `-A -t ${each}:80\n-a -t ${each}:80 -r 10.3.0.1 -m\n-A -u ${each}:53\n`)
    .join('');
  const pointers = [...addresses, '10.3.0.1'].map(pointerName);
  const zone = Object.fromEntries(pointers.map((name, i) => [name, { PTR: `h${i + 1}.example` }]));

  it('are asked for once, side by side', async () => {
    first.behave({ zone, delay: 300 });
    await load(rules);
    const { stdout, stderr } = await ours('-L', withServers(FIRST));
    expect(stderr).toBe('');
    expect(stdout.match(/^(TCP|UDP) {2}h\d+\.example:(http|domain) /gm)).toHaveLength(40);
    expect(stdout.match(/-> h21\.example:http /g)).toHaveLength(20);
    expect([...first.questions].sort()).toEqual(pointers.map((name) => `PTR ${name}`).sort());
    expect(first.mostAtOnce).toBeGreaterThan(2);
  });

  it('are all found, however many', async () => {
    const many = Array.from({ length: 600 }, (_, i) => `10.4.${i >> 8}.${i & 255}`);
    first.behave({ zone: Object.fromEntries(many.map((each, i) => [pointerName(each), { PTR: `many${i}.example` }])) });
    await load(`-A -t 10.0.0.7:80\n${many.map((each) => `-a -t 10.0.0.7:80 -r ${each} -m\n`).join('')}`);
    const { stdout } = await ours('-L', withServers(FIRST));
    expect(stdout.match(/-> many\d+\.example:http /g)).toHaveLength(many.length);
  });

  it.each([
    ['are numbers when no server answers', [FIRST], 3, false],
    ['are those of the second server when the first is dead', [SECOND, FIRST], 1, true],
    ['are those of the second server when nobody listens where the first should be', ['127.0.0.56', FIRST], 0, true],
  ])('%s', async (_, servers, wait, found) => {
    first.behave(found ? { zone } : { mood: 'silent' });
    await load(rules);
    const { seconds, status, stdout, stderr } = await ours('-L', withServers(...servers));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(found ? /h\d+\.example/g : /10\.[23]\.0\.\d+:(http|domain)/g)).toHaveLength(60);
    expect(stdout.match(found ? /10\.[23]\.0\./ : /example/)).toBeNull();
    expect(seconds).toBeGreaterThan(wait);
    expect(seconds).toBeLessThan(await within(wait + 1));
  });

  it.each<[string, EtcFiles]>([
    ['no resolv.conf', {}],
    ['an empty resolv.conf', { 'resolv.conf': '' }],
    ['a name server out of reach', { 'resolv.conf': 'nameserver 10.255.255.1\n' }],
    ['nothing', { hosts: '', services: '' }],
  ])('are numbers at once with %s', async (_, files) => {
    await load(rules);
    const { seconds, status, stdout, stderr } = await ours('-L', { services: '', ...files });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/10\.[23]\.0\.\d+:(80|53)/g)).toHaveLength(60);
    expect(seconds).toBeLessThan(await within(0));
  });

  it('are those of the hosts file where it has any', async () => {
    first.behave({ zone: { [pointerName('10.0.0.2')]: { PTR: 'other.example' } } });
    await load('-A -t 10.0.0.2:80\n');
    expect((await ours('-S', withServers(FIRST))).stdout).toBe('-A -t One.example:http -s wlc\n');
    expect(first.questions).toEqual([]);
  });

  it.each(['10.9.9.9', '0x0a090909', '-h', 'a b.example', 'a:80 -s rr\n-C\n', 'a]:80', 'a\u001b[2J'])(
    'are no names when DNS says %j',
    async (PTR) => {
      first.behave({ zone: { [pointerName('10.2.0.1')]: { PTR } } });
      await load('-A -t 10.2.0.1:80\n');
      expect((await ours('-S', withServers(FIRST))).stdout).toBe('-A -t 10.2.0.1:http -s wlc\n');
      expect(first.questions).toEqual([`PTR ${pointerName('10.2.0.1')}`]);
    },
  );
});

describe('connections', () => {
  const VIRTUAL = '10.5.0.1';
  const clientAddresses = Array.from({ length: 4 }, (_, i) => `10.6.0.${i + 1}`);
  const PORTS = 150;
  const CONNECTIONS = '/proc/net/ip_vs_conn';
  const EXPIRE_NODEST = '/proc/sys/net/ipv4/vs/expire_nodest_conn';
  const here = [VIRTUAL, ...clientAddresses];

  beforeAll(async () => {
    for (const address of here) expect(await ip('address', 'add', `${address}/16`, 'dev', 'lo')).toBe(true);
  });
  afterAll(async () => {
    // Others' listings are not to have these: connections without a service end as soon as it is gone.
    writeFileSync(EXPIRE_NODEST, '1');
    await load('--set 0 0 300\n');
    await vi.waitFor(() => expect(readFileSync(CONNECTIONS, 'utf8').split('\n')).toHaveLength(2), 10_000);
    writeFileSync(EXPIRE_NODEST, '0');
    for (const address of here) await ip('address', 'del', `${address}/16`, 'dev', 'lo');
  });

  /** A datagram from each port of each client: 600 connections, which the kernel tells in more than ten pages. */
  async function connect(): Promise<void> {
    await load(`-A -u ${VIRTUAL}:5060 -s rr\n-a -u ${VIRTUAL}:5060 -r 10.5.0.2:5060 -m\n--set 0 0 3600\n`);
    for (const address of clientAddresses) {
      for (let port = 20_000; port < 20_000 + PORTS; port++) {
        const socket = createSocket('udp4');
        socket.bind(port, address);
        await once(socket, 'listening');
        await new Promise((resolve) => socket.send('x', 5060, VIRTUAL, resolve));
        socket.close();
      }
    }
  }

  const named = [...here, '10.5.0.2'];
  const zone = Object.fromEntries(named.map((address, i) => [pointerName(address), { PTR: `h${i}.example` }]));

  it('have names, each asked for once', async () => {
    await connect();
    first.behave({ zone, delay: 100 });
    const { status, stdout, stderr } = await ours('-Lc', withServers(FIRST));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(
      stdout.match(/^UDP \d\d:\d\d {2}UDP +h[1-4]\.example:\d+ +h0\.example:sip +h5\.example:sip$/gm),
    ).toHaveLength(600);
    // The connections of other tests are still there, and are asked for too.
    const expected = named.map((address) => `PTR ${pointerName(address)}`).sort();
    expect(first.questions.filter((question) => expected.includes(question)).sort()).toEqual(expected);
    expect(first.mostAtOnce).toBeGreaterThan(2);
  });

  it('are listed with numbers when no name server answers, after three seconds in all', async () => {
    await connect();
    const { seconds, status, stdout, stderr } = await ours('-Lc', withServers(FIRST));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^UDP .* 10\.6\.0\.[1-4]:\d+ +10\.5\.0\.1:sip +10\.5\.0\.2:sip$/gm)).toHaveLength(600);
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(await within(4));
  });

  it.skipIf(missing)('are listed as ipvsadm 1.31 does, cut names and all', async () => {
    await connect();
    const etc = { ...ETC, hosts: named.map((address, i) => `${address} ${i}-${LONG}`).join('\n') };
    const lines = ({ stdout }: TimedOutcome) => stdout.replace(/ \d\d:\d\d /g, ' 00:00 ').split('\n');
    expect(lines(await ours('-Lc', etc)).sort()).toEqual(lines(await theirs('-Lc', etc)).sort());
  });
});
