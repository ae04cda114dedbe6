import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listing, listing } from '../../src/json/schema.ts';
import { OURS, runOurs } from './cli/outcome.ts';

const ipvsadm = (...words: string[]): string =>
  execFileSync(OURS[0], [...OURS.slice(1), ...words], { encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });

const list = (...words: string[]): Listing => listing.parse(JSON.parse(ipvsadm('-L', '--json', ...words)));

const RULES = `
-A -t 10.0.0.1:80 -s sh -b sh-port,flag-3 -p 60 -M 255.255.255.0
-a -t 10.0.0.1:80 -r 10.0.0.2 -i -w 3 -x 10 -y 5 --tun-type gue --tun-port 6080 --tun-csum
-A -t [2001:db8::1]:80 -s rr -p 60 -M 64
-a -t [2001:db8::1]:80 -r 10.0.0.3 -i
-A -u 127.0.0.1:5060 -s rr -p 60 --pe sip -o
-a -u 127.0.0.1:5060 -r 127.0.0.2:5061 -m
-A -f 4294967295 -6 -s wlc
`;

beforeAll(() => {
  ipvsadm('-C');
  runOurs(['-R'], RULES);
});

afterAll(() => ipvsadm('-C'));

test('the table, with everything that the kernel tells', () => {
  const { ipvs, services } = list();
  expect(ipvs?.version).toMatch(/^1\.\d+\.\d+$/);
  expect(services).toMatchObject([
    {
      protocol: 'tcp',
      address: '10.0.0.1',
      port: 80,
      scheduler: 'sh',
      persistence: { timeout: 60 },
      netmask: '255.255.255.0',
      schedulerFlags: ['flag-2', 'flag-3'],
      destinations: [
        {
          address: '10.0.0.2',
          port: 80,
          forwarding: 'tunnel',
          weight: 3,
          upperThreshold: 10,
          lowerThreshold: 5,
          tunnel: { type: 'gue', port: 6080, checksum: 'checksum' },
          stats: { connections: '0', inBytes: '0' },
        },
      ],
    },
    { protocol: 'udp', onePacket: true, persistenceEngine: 'sip', destinations: [{ port: 5061 }] },
    { address: '2001:db8::1', netmask: '64', destinations: [{ address: '10.0.0.3', forwarding: 'tunnel' }] },
    { fwmark: 4294967295, family: 'ipv6', destinations: [] },
  ]);
});

test('one service, without what is of the whole table', () => {
  const { ipvs, services } = list('-t', '10.0.0.1:80');
  expect(ipvs).toBeUndefined();
  expect(services).toHaveLength(1);
});

test('timeouts and sync daemons', () => {
  expect(list('--timeout')).toEqual({ timeouts: { tcp: 900, tcpFin: 120, udp: 300 } });
  expect(list('--daemon')).toEqual({ daemons: [] });
});

test('connections, what a persistence engine found included', async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const request = 'INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.9:5060\r\nCall-ID: call-1@host\r\n\r\n';
  await new Promise((resolve) => socket.send(request, 5060, '127.0.0.1', resolve));
  socket.close();
  // Others' connections may still be there: the kernel keeps them for their time.
  expect(list('-c').connections).toContainEqual({
    protocol: 'UDP',
    client: { address: '127.0.0.1', port: 0 },
    virtual: { address: '127.0.0.1', port: 5060 },
    destination: { address: '127.0.0.2', port: 5061 },
    state: 'NONE',
    expires: expect.any(Number),
    persistenceEngine: { name: 'sip', data: 'call-1@host' },
  });
});
