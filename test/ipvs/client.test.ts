import { Buffer } from 'node:buffer';
import { describe, expect, it, vi } from 'vitest';
import { IpvsClient } from '../../src/ipvs/client.ts';
import { IpvsMissingError, OperationError, UnansweredError } from '../../src/ipvs/errors.ts';
import type { Destination, Operation, ServiceKey, TableEntry } from '../../src/ipvs/model.ts';
import { SocketError } from '../../src/netlink/errors.ts';
import { EEXIST, EPERM, ESRCH } from '../errno.ts';
import {
  acknowledge,
  attribute,
  done,
  entry,
  error,
  FakeKernel,
  oneByOne,
  only,
  type Script,
  u32le,
  u64le,
} from '../netlink/fake-kernel.ts';
import { destinationAttribute, FAMILY, ipvsKernel, serviceAttribute } from './fake-ipvs.ts';
import { dissect } from './wire/wire.ts';

const NLM_F_DUMP = 0x300;
const NLA_F_NESTED = 0x8000;

const http: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const server: Destination = {
  address: '10.0.0.2',
  port: 80,
  forwarding: 'masquerade',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
};
const silent: Script = () => [];

function open(kernel: FakeKernel, loadModule = async (): Promise<string | undefined> => undefined) {
  return IpvsClient.openWith(kernel.open, { loadModule, timeout: 2000 });
}

/** Attributes of the last request that a kernel saw. */
function lastRequest(kernel: FakeKernel) {
  const { family, command, version, flags, attributes } = only(kernel.datagrams.at(-1) ?? []);
  return { family, command, version, flags, attributes: dissect(attributes) };
}

describe('IpvsClient.open', () => {
  it('loads no module where the family is there', async () => {
    const loadModule = vi.fn(async () => undefined);
    const kernel = ipvsKernel(silent);
    await open(kernel, loadModule);
    expect(loadModule).not.toHaveBeenCalled();
    expect(kernel.datagrams.length).toBe(1);
  });

  it('loads the module once and looks again where it is not', async () => {
    const loadModule = vi.fn(async () => undefined);
    const kernel = ipvsKernel((requests) => acknowledge(requests), { presentFrom: 1 });
    const client = await open(kernel, loadModule);
    expect(loadModule).toHaveBeenCalledTimes(1);
    expect(kernel.datagrams.length).toBe(2);
    await client.change({ type: 'flush' });
    expect(lastRequest(kernel)).toEqual({ family: FAMILY, command: 17, version: 1, flags: 1, attributes: {} });
  });

  it('throws IpvsMissingError with what modprobe said where that does not help, and closes the socket', async () => {
    const loadModule = vi.fn(async () => 'modprobe: FATAL: Module ip_vs not found');
    const kernel = ipvsKernel(silent, { presentFrom: 99 });
    const missing = open(kernel, loadModule);
    await expect(missing).rejects.toThrow(IpvsMissingError);
    await expect(missing).rejects.toMatchObject({ cause: 'modprobe: FATAL: Module ip_vs not found' });
    expect(loadModule).toHaveBeenCalledTimes(1);
    expect(kernel.datagrams.length).toBe(2);
    expect(kernel.sockets).toEqual([{ closed: true }]);
  });

  it('throws any other errno as it is, loads nothing and closes the socket', async () => {
    const loadModule = vi.fn(async () => undefined);
    const kernel = new FakeKernel((requests) => [error(only(requests), EPERM)]);
    await expect(open(kernel, loadModule)).rejects.toMatchObject({ name: 'KernelError', code: 'EPERM' });
    expect(loadModule).not.toHaveBeenCalled();
    expect(kernel.sockets).toEqual([{ closed: true }]);
  });

  it('throws the failure of a transport that cannot be opened', async () => {
    const transport = () => Promise.reject(new SocketError('EMFILE', 'too many'));
    await expect(IpvsClient.openWith(transport)).rejects.toMatchObject({ code: 'EMFILE' });
  });
});

describe('IpvsClient', () => {
  it('reads version and table size', async () => {
    const kernel = ipvsKernel((requests) => {
      const to = only(requests);
      return [entry(to, [attribute(1, u32le(0x010203)), attribute(2, u32le(4096))], 0), error(to, 0)];
    });
    expect(await (await open(kernel)).info()).toEqual({ version: '1.2.3', connectionTableSize: 4096 });
    expect(lastRequest(kernel)).toMatchObject({ command: 15, attributes: {} });
  });

  it('lists services in the kernel’s order, with statistics only on request', async () => {
    const stats = attribute(12 | NLA_F_NESTED, ...Array.from({ length: 10 }, (_, i) => attribute(i + 1, u64le(5n))));
    const kernel = ipvsKernel((requests) => {
      const to = only(requests);
      return [entry(to, [serviceAttribute(443, stats)]), entry(to, [serviceAttribute(80, stats)]), done(to)];
    });
    const client = await open(kernel);
    const plain = await client.services();
    expect(plain.map(({ key }) => key)).toEqual([{ ...http, port: 443 }, http]);
    expect(plain[0]?.stats).toBeUndefined();
    expect(lastRequest(kernel)).toMatchObject({ command: 4, flags: 1 | NLM_F_DUMP, attributes: {} });
    expect((await client.services({ stats: true }))[1]?.stats).toMatchObject({ connections: 5n, outByteRate: 5n });
  });

  it('lists services anew while one comes twice, as where their table grows meanwhile', async () => {
    const of =
      (...ports: readonly number[]): Script =>
      (requests) => [...ports.map((port) => entry(only(requests), [serviceAttribute(port)])), done(only(requests))];
    const grown = await open(ipvsKernel(oneByOne(of(80, 443, 80), of(443, 443, 8080), of(443, 80, 8080))));
    expect((await grown.services()).map(({ key }) => 'port' in key && key.port)).toEqual([443, 80, 8080]);
    const restless = await open(ipvsKernel(of(80, 443, 80)));
    await expect(restless.services()).rejects.toMatchObject({ code: 'EAGAIN' });
  });

  it('finds one service by its key', async () => {
    const kernel = ipvsKernel((requests) => [
      entry(only(requests), [serviceAttribute(80)], 0),
      error(only(requests), 0),
    ]);
    expect(await (await open(kernel)).service(http)).toEqual({
      key: http,
      scheduler: 'rr',
      onePacket: false,
      schedulerFlags: [],
    });
    expect(lastRequest(kernel)).toMatchObject({
      command: 4,
      attributes: { '1/1': '0200', '1/2': '0600', '1/3': `0a000001${'00'.repeat(12)}`, '1/4': '0050' },
    });
  });

  it('answers undefined for a service that is not there, and throws any other errno', async () => {
    const kernel = ipvsKernel(
      oneByOne(
        (requests) => [error(only(requests), ESRCH)],
        (requests) => [error(only(requests), EPERM)],
      ),
    );
    const client = await open(kernel);
    expect(await client.service(http)).toBeUndefined();
    await expect(client.service(http)).rejects.toMatchObject({ name: 'KernelError', code: 'EPERM' });
  });

  it.each<[string, ServiceKey, string]>([
    ['an IPv4 service', http, '32.1.13.184'],
    ['an IPv6 service', { ...http, address: '2001:db8::9' }, '2001:db8::1'],
    ['an IPv4 mark', { fwmark: 1, family: 'ipv4' }, '32.1.13.184'],
    ['an IPv6 mark', { fwmark: 1, family: 'ipv6' }, '2001:db8::1'],
  ])('takes the family of %s for real servers of kernels that do not tell', async (_name, key, address) => {
    const bytes = Buffer.from('20010db8000000000000000000000001', 'hex');
    const kernel = ipvsKernel((requests) => {
      const to = only(requests);
      return [entry(to, [destinationAttribute(bytes, 8080)]), done(to)];
    });
    expect(await (await open(kernel)).destinations(key)).toEqual([
      {
        address,
        port: 8080,
        forwarding: 'masquerade',
        weight: 1,
        upperThreshold: 5,
        lowerThreshold: 6,
        activeConnections: 7,
        inactiveConnections: 8,
        persistentConnections: 9,
      },
    ]);
    expect(lastRequest(kernel)).toMatchObject({ command: 8, flags: 1 | NLM_F_DUMP });
  });

  it('takes a real server’s own family where the kernel tells it', async () => {
    const bytes = Buffer.from('20010db8000000000000000000000001', 'hex');
    const own = attribute(11, Buffer.from([10, 0]));
    const kernel = ipvsKernel((requests) => {
      const to = only(requests);
      return [entry(to, [destinationAttribute(bytes, 80, own)]), done(to)];
    });
    expect((await (await open(kernel)).destinations(http))[0]?.address).toBe('2001:db8::1');
  });

  it('lists real servers anew when the table changed meanwhile', async () => {
    const at = (last: number) => Buffer.from([10, 0, 0, last, ...new Array<number>(12).fill(0)]);
    const kernel = ipvsKernel(
      oneByOne(
        (requests) => [entry(only(requests), [destinationAttribute(at(1), 80)]), done(only(requests), { flags: 0x12 })],
        (requests) => [entry(only(requests), [destinationAttribute(at(2), 80)]), done(only(requests))],
      ),
    );
    const destinations = await (await open(kernel)).destinations(http);
    expect(destinations.map(({ address }) => address)).toEqual(['10.0.0.2']);
  });

  it('applies operations in order and answers the refused ones by index', async () => {
    const kernel = ipvsKernel((requests) =>
      acknowledge(
        requests,
        new Map([
          [0, EEXIST],
          [2, ESRCH],
        ]),
      ),
    );
    const operations: Operation[] = [
      { type: 'add-service', service: { key: http, scheduler: 'rr' } },
      { type: 'add-destination', key: http, destination: server },
      { type: 'delete-destination', key: http, destination: server },
      { type: 'zero' },
    ];
    const failures = await (await open(kernel)).changeAll(operations);
    expect([...failures.keys()]).toEqual([0, 2]);
    expect(failures.get(0)).toBeInstanceOf(OperationError);
    expect(failures.get(0)).toMatchObject({ operation: operations[0], errno: EEXIST, code: 'EEXIST' });
    expect(failures.get(2)).toMatchObject({ operation: operations[2], errno: ESRCH, code: 'ESRCH' });
    expect(failures.get(2)?.message).toContain('delete-destination');
    expect(failures.get(2)?.cause).toMatchObject({ name: 'KernelError', errno: ESRCH });
    expect(kernel.datagrams.at(-1)?.map(({ command }) => command)).toEqual([1, 5, 7, 16]);
  });

  it('answers refused operations in ascending order, over several datagrams', async () => {
    const kernel = ipvsKernel((requests) =>
      acknowledge(requests, new Map(requests.map((_, index) => [index, ESRCH])))
        .reverse()
        .sort((a, b) => {
          // The kernel may answer in any order but for the last, which has the acknowledgement.
          const last = requests.at(-1)?.sequence;
          return Number(a.readUInt32LE(8) === last) - Number(b.readUInt32LE(8) === last);
        }),
    );
    const operations = Array.from(
      { length: 300 },
      (_, port): Operation => ({
        type: 'delete-service',
        key: { ...http, port },
      }),
    );
    const failures = await (await open(kernel)).changeAll(operations);
    expect([...failures.keys()]).toEqual([...operations.keys()]);
    for (const [index, failure] of failures) expect(failure.operation).toBe(operations[index]);
  });

  const zeroes = (count: number): Operation[] => Array.from({ length: count }, () => ({ type: 'zero' }));

  it.each([
    [0, []],
    [128, [128]],
    [129, [128, 1]],
    [300, [128, 128, 44]],
  ])('sends %i changes in datagrams of %j', async (count, sizes) => {
    const kernel = ipvsKernel((requests) => acknowledge(requests));
    expect(await (await open(kernel)).changeAll(zeroes(count))).toEqual(new Map());
    expect(kernel.datagrams.slice(1).map((datagram) => datagram.length)).toEqual(sizes);
  });

  it('tells what it knows when the answers end on the way, and sends no more', async () => {
    const kernel = ipvsKernel(
      oneByOne(
        (requests) => acknowledge(requests, new Map([[5, ESRCH]])),
        () => [new SocketError('ENOBUFS', 'lost')],
      ),
    );
    const failure = await (await open(kernel)).changeAll(zeroes(300)).catch((error: unknown) => error);
    if (!(failure instanceof UnansweredError)) throw failure;
    expect({ code: failure.code, first: failure.first }).toEqual({ code: 'ENOBUFS', first: 128 });
    expect(Array.from(failure.refused, ([index, { code }]) => [index, code])).toEqual([[5, 'ESRCH']]);
    expect(kernel.datagrams.length).toBe(3);
  });

  it('sends nothing when one operation is no operation', async () => {
    const kernel = ipvsKernel((requests) => acknowledge(requests));
    const client = await open(kernel);
    const good = Array.from({ length: 200 }, (): Operation => ({ type: 'flush' }));
    const bad: Operation = { type: 'add-destination', key: http, destination: { ...server, address: 'nowhere' } };
    await expect(client.changeAll([...good, bad])).rejects.toThrow(TypeError);
    const tooLarge: Operation = { type: 'delete-service', key: { ...http, port: 70000 } };
    await expect(client.changeAll([...good, tooLarge])).rejects.toThrow(
      new RangeError('port is 70000: not a whole number from 0 to 65535'),
    );
    expect(kernel.datagrams.length).toBe(1);
  });

  it('throws what the kernel refuses of a single change', async () => {
    const kernel = ipvsKernel((requests) => acknowledge(requests, new Map([[0, ESRCH]])));
    const client = await open(kernel);
    const operation: Operation = { type: 'delete-service', key: http };
    const refused = client.change(operation);
    await expect(refused).rejects.toThrow(OperationError);
    await expect(refused).rejects.toMatchObject({ operation, code: 'ESRCH' });
  });

  it('says of lost answers that the outcome is unknown, and repeats nothing', async () => {
    const kernel = ipvsKernel(() => [new SocketError('ENOBUFS', 'full')]);
    await expect((await open(kernel)).change({ type: 'flush' })).rejects.toMatchObject({ code: 'ENOBUFS' });
    expect(kernel.datagrams.length).toBe(2);
  });

  it('reads the timeouts', async () => {
    const kernel = ipvsKernel((requests) => {
      const to = only(requests);
      return [
        entry(
          to,
          [4, 5, 6].map((type) => attribute(type, u32le(type * 100))),
          0,
        ),
        error(to, 0),
      ];
    });
    expect(await (await open(kernel)).timeouts()).toEqual({ tcp: 400, tcpFin: 500, udp: 600 });
    expect(lastRequest(kernel)).toMatchObject({ command: 13 });
  });

  it('reads daemons of old kernels, without what came in 4.3', async () => {
    const old = (state: number) =>
      attribute(
        3 | NLA_F_NESTED,
        attribute(1, u32le(state)),
        attribute(2, Buffer.from('eth0\0')),
        attribute(3, u32le(7)),
      );
    const kernel = ipvsKernel((requests) => {
      const to = only(requests);
      return [entry(to, [old(1)]), entry(to, [old(2)]), done(to)];
    });
    expect(await (await open(kernel)).daemons()).toEqual([
      { state: 'master', interface: 'eth0', syncId: 7 },
      { state: 'backup', interface: 'eth0', syncId: 7 },
    ]);
    expect(lastRequest(kernel)).toMatchObject({ command: 11, flags: 1 | NLM_F_DUMP });
  });

  it('is of no use after close', async () => {
    const kernel = ipvsKernel((requests) => acknowledge(requests));
    const client = await open(kernel);
    client.close();
    await expect(client.change({ type: 'flush' })).rejects.toMatchObject({ code: 'ECANCELED' });
  });

  it('is closed at the end of a block that uses it', async () => {
    const kernel = ipvsKernel((requests) => acknowledge(requests));
    {
      await using client = await open(kernel);
      await client.change({ type: 'flush' });
      expect(kernel.sockets).toEqual([{ closed: false }]);
    }
    expect(kernel.sockets).toEqual([{ closed: true }]);
  });
});

describe('IpvsClient.table', () => {
  const KEY = { dump: 4, servers: 8 } as const;

  /** A kernel with services at these ports, each with two servers, the larger port first. */
  const kernelOf = (...ports: readonly number[]): FakeKernel =>
    ipvsKernel((requests) => {
      const to = only(requests);
      const address = Buffer.from([10, 0, 0, 9, ...new Array<number>(12).fill(0)]);
      if (to.command === KEY.servers) {
        return [...[81, 80].map((port) => entry(to, [destinationAttribute(address, port)])), done(to)];
      }
      const services = ports.map((port) => [serviceAttribute(port)]);
      if (to.flags & NLM_F_DUMP) return [...services.map((one) => entry(to, one)), done(to)];
      const [service] = services;
      return service === undefined ? [error(to, ESRCH)] : [entry(to, service, 0), error(to, 0)];
    });

  async function portsOf(entries: AsyncIterable<TableEntry>): Promise<[number, number[]][]> {
    const ports: [number, number[]][] = [];
    for await (const { service, destinations } of entries) {
      ports.push(['port' in service.key ? service.key.port : 0, destinations.map(({ port }) => port)]);
    }
    return ports;
  }

  it('has each service with its real servers, in the kernel’s order', async () => {
    const client = await open(kernelOf(443, 80));
    expect(await portsOf(client.table())).toEqual([
      [443, [81, 80]],
      [80, [81, 80]],
    ]);
  });

  it('is sorted on request', async () => {
    const client = await open(kernelOf(443, 80));
    expect(await portsOf(client.table({ sorted: true }))).toEqual([
      [80, [80, 81]],
      [443, [80, 81]],
    ]);
  });

  it('holds one service where a key is given, and nothing where the kernel has no such service', async () => {
    expect(await portsOf((await open(kernelOf(80))).table({ key: http }))).toEqual([[80, [81, 80]]]);
    expect(await portsOf((await open(kernelOf())).table({ key: http }))).toEqual([]);
  });

  it('asks for the servers of a service when its turn comes', async () => {
    const kernel = kernelOf(443, 80, 8080);
    for await (const _ of (await open(kernel)).table()) break;
    expect(kernel.datagrams.slice(1).map((datagram) => only(datagram).command)).toEqual([KEY.dump, KEY.servers]);
  });
});
