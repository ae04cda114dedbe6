import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { IpvsClient } from '../../../src/ipvs/client.ts';
import { SocketError } from '../../../src/netlink/errors.ts';
import { EEXIST } from '../../errno.ts';
import {
  acknowledge,
  attribute,
  done,
  entry,
  message,
  oneByOne,
  only,
  type Script,
} from '../../netlink/fake-kernel.ts';
import { ipvsKernel, serviceAttribute } from '../fake-ipvs.ts';

const key = { protocol: 'tcp', address: '10.0.0.1', port: 80 } as const;
const server = {
  address: '2001:db8::2',
  port: 80,
  forwarding: 'masquerade',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
} as const;

async function tracedClient(script: Script): Promise<{ client: IpvsClient; lines: string[] }> {
  const lines: string[] = [];
  const client = await IpvsClient.openWith(ipvsKernel(script).open, { trace: (line) => lines.push(line) });
  return { client, lines };
}

describe('A trace', () => {
  it('shows how the family is found', async () => {
    const { lines } = await tracedClient(() => []);
    expect(lines).toEqual([
      '> seq=1 GETFAMILY REQUEST name=IPVS',
      '> seq=2 NOOP ACK',
      '< seq=1 GETFAMILY id=37',
      '< seq=1 ACK',
      '< seq=2 ACK',
    ]);
  });

  it('shows changes with their attributes, and errors by name', async () => {
    const { client, lines } = await tracedClient((requests) => acknowledge(requests, new Map([[0, EEXIST]])));
    await client.changeAll([{ type: 'add-destination', key, destination: server }, { type: 'flush' }]);
    const service = 'service={family=ipv4 protocol=tcp address=10.0.0.1 port=80}';
    const destination = [
      'destination={family=ipv6 address=2001:db8::2 port=80',
      'forwarding=masquerade weight=1 upperThreshold=0 lowerThreshold=0}',
    ].join(' ');
    expect(lines.slice(5)).toEqual([
      `> seq=3 NEW_DEST REQUEST ${service} ${destination}`,
      '> seq=4 FLUSH REQUEST',
      '> seq=5 NOOP ACK',
      '< seq=3 ERROR EEXIST',
      '< seq=5 ACK',
    ]);
  });

  it('shows a dump, and attributes that are not known by their number', async () => {
    const { client, lines } = await tracedClient((requests) => [
      entry(only(requests), [serviceAttribute(80), attribute(99, Buffer.from('ab'))]),
      done(only(requests)),
    ]);
    await client.services();
    expect(lines.slice(5)).toEqual([
      '> seq=3 GET_SERVICE REQUEST DUMP',
      [
        '< seq=3 GET_SERVICE MULTI service={family=ipv4 protocol=tcp address=10.0.0.1 port=80 scheduler=rr',
        'flags={persistent=false onePacket=false schedulerFlags=[]} timeout=0 netmask=255.255.255.255} #99=0x6162',
      ].join(' '),
      '< seq=3 DONE MULTI',
    ]);
  });

  it('leaves garbage and failures to the connection, and shows them', async () => {
    const script = oneByOne(
      (requests) => [message({ type: 37, sequence: only(requests).sequence, length: 15 }, Buffer.alloc(4))],
      () => [new SocketError('ENOBUFS', 'lost')],
    );
    const { client, lines } = await tracedClient(script);
    await expect(client.info()).rejects.toMatchObject({ name: 'ProtocolError' });
    await expect(client.info()).rejects.toMatchObject({ code: 'ENOBUFS' });
    expect(lines).toContain('< ProtocolError: message of 15 bytes where 20 are left');
    expect(lines).toContain('< SocketError: lost');
  });
});
