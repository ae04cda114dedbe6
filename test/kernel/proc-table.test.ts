/** The file that the default listing reads, against the dumps that tell everything. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { DestinationSummary, ObservedDestination } from '../../src/ipvs/model.ts';
import { readProcTable } from '../../src/ipvs/proc/table.ts';
import { runCommand } from './cli/outcome.ts';
import { useClients } from './kernel.ts';

const RULES = `-A -t 10.0.0.1:80 -s sh -b sh-port -p 100 -M 255.255.0.0
-a -t 10.0.0.1:80 -r 127.0.0.1 -g -w 2147483647
-a -t 10.0.0.1:80 -r 10.0.0.9:8080 -m -w 0 -x 10
-a -t 10.0.0.1:80 -r 200.0.0.9 -i --tun-type gue --tun-port 6080
-a -t 10.0.0.1:80 -r [2001:db8::5]:80 -i
-A -t [2001:db8::1]:80 -s wrr
-a -t [2001:db8::1]:80 -r 2001:db8::9 -m
-A --sctp-service 10.0.0.1:65535
-A -f 7 -6
-a -f 7 -6 -r 2001:db8::9 -m
-A -f 4294967295
-a -f 4294967295 -r 10.0.0.9
-A -u 127.0.0.1:5987 -s rr
-a -u 127.0.0.1:5987 -r 127.0.0.1:5988 -m
`;

const clients = useClients();

const summaryOf = ({
  address,
  port,
  forwarding,
  weight,
  activeConnections,
  inactiveConnections,
}: ObservedDestination) =>
  ({ address, port, forwarding, weight, activeConnections, inactiveConnections }) satisfies DestinationSummary;

async function talk(): Promise<void> {
  const socket = createSocket('udp4');
  socket.send('hello', 5987, '127.0.0.1', () => socket.close());
  await once(socket, 'close');
}

describe('/proc/net/ip_vs', () => {
  it('tells of every service what the dumps tell, in their order', async () => {
    expect(await runCommand(clients.client, ['-R'], RULES)).toMatchObject({ status: 0, stderr: '' });
    await talk();
    const services = await clients.client.services();
    expect(services).toHaveLength(6);
    const table = readProcTable();
    let busy = 0;
    for (const { key } of services) {
      const destinations = await clients.client.destinations(key);
      expect(table?.serversOf(key)).toEqual(destinations.map(summaryOf));
      busy += destinations.reduce((sum, { inactiveConnections }) => sum + inactiveConnections, 0);
    }
    expect(busy).toBe(1);
  });

  it('is what a brief table is read from, in an order that may be asked for', async () => {
    await runCommand(clients.client, ['-R'], RULES);
    const table = [];
    for await (const entry of clients.client.table({ sorted: true })) table.push(entry);
    const brief = [];
    for await (const entry of clients.client.table({ sorted: true, brief: true })) brief.push(entry);
    expect(brief).toEqual(
      table.map(({ service, destinations }) => ({ service, destinations: destinations.map(summaryOf) })),
    );
  });

  it('does not tell the families of a mark apart, so the listing asks for these', async () => {
    const rules = '-A -f 1\n-a -f 1 -r 10.0.0.9\n-A -f 1 -6\n-a -f 1 -6 -r 2001:db8::9\n';
    expect(await runCommand(clients.client, ['-R'], rules)).toMatchObject({ status: 0, stderr: '' });
    expect(readProcTable()?.serversOf({ fwmark: 1, family: 'ipv4' })).toBeUndefined();
    const { stdout } = await runCommand(clients.client, ['-Ln']);
    expect(stdout.split('\n').slice(3)).toEqual([
      'FWM  1 wlc',
      '  -> 10.0.0.9:0                   Route   1      0          0         ',
      'FWM  1 IPv6 wlc',
      '  -> [2001:db8::9]:0              Route   1      0          0         ',
      '',
    ]);
  });
});
