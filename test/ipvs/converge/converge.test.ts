import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { IpvsClient } from '../../../src/ipvs/client.ts';
import {
  compareWhole,
  converge,
  convergeBy,
  plan as planFor,
  planOf,
  UnsettledError,
} from '../../../src/ipvs/converge/converge.ts';
import { Wanted } from '../../../src/ipvs/converge/wanted.ts';
import { UnansweredError } from '../../../src/ipvs/errors.ts';
import { SocketError } from '../../../src/netlink/errors.ts';
import { operationLine } from '../../../src/rules/operation-line.ts';
import {
  acknowledge,
  attribute,
  done,
  entry,
  error,
  type FakeKernel,
  oneByOne,
  only,
  type Script,
  u32le,
} from '../../netlink/fake-kernel.ts';
import { operationOf } from '../../rules/operations.ts';
import { destinationAttribute, ipvsKernel, serviceAttribute } from '../fake-ipvs.ts';

const [ENOENT, ESRCH, EEXIST, EINVAL] = [2, 3, 17, 22] as const;
const NLM_F_DUMP_INTR = 0x10;
const enobufs = () => new SocketError('ENOBUFS', 'the queue is full');

/** Commands of IPVS, by what they are called here. */
const COMMANDS: Readonly<Record<number, string>> = {
  1: 'add service',
  2: 'edit service',
  3: 'delete service',
  4: 'services',
  5: 'add server',
  6: 'edit server',
  7: 'delete server',
  8: 'servers',
  9: 'start',
  10: 'stop',
  11: 'daemons',
  12: 'set',
  13: 'timeouts',
};

/** What the kernel was asked for, a text for each datagram. */
const asked = (kernel: FakeKernel): string[] =>
  kernel.datagrams
    .slice(1)
    .map((requests) => requests.map(({ command }) => COMMANDS[command] ?? String(command)).join(', '));

/** A dump of the TCP services of 10.0.0.1 with these ports. */
const services =
  (...ports: readonly number[]): Script =>
  (requests) => {
    const to = only(requests);
    return [...ports.map((port) => entry(to, [serviceAttribute(port)])), done(to)];
  };

/** A dump of the servers 10.0.1.N of one of these services. */
const servers =
  (...lasts: readonly number[]): Script =>
  (requests) => {
    const to = only(requests);
    const addressOf = (last: number) => Buffer.from([10, 0, 1, last, ...new Array<number>(12).fill(0)]);
    return [...lasts.map((last) => entry(to, [destinationAttribute(addressOf(last), 80)])), done(to)];
  };

const accepts: Script = (requests) => acknowledge(requests);
const refuses =
  (...refusals: readonly [index: number, errno: number][]): Script =>
  (requests) =>
    acknowledge(requests, new Map(refusals));

const service = (port: number): string => `-A -t 10.0.0.1:${port} -s rr`;
/** As `servers` has it. */
const server = (port: number, last: number): string => `-a -t 10.0.0.1:${port} -r 10.0.1.${last}:80 -m -w 1 -x 5 -y 6`;

function wantedOf(...lines: readonly string[]): Wanted {
  const wanted = new Wanted();
  for (const line of lines) wanted.add(operationOf(line));
  return wanted;
}

async function run(wanted: Wanted, scripts: readonly Script[], verify = true) {
  const kernel = ipvsKernel(oneByOne(...scripts));
  const client = await IpvsClient.openWith(kernel.open, { timeout: 100 });
  const outcome = await convergeBy(
    async () => client,
    () => compareWhole(client, wanted),
    { verify },
  )
    .then((refused) => refused.map(({ operation, code }) => `${code} ${operationLine(operation)}`))
    .catch((failure: unknown) => failure);
  return { outcome, asked: asked(kernel) };
}

describe('converging', () => {
  it('asks once where nothing differs', async () => {
    const scripts = [services(80), servers(1, 2)];
    expect(await run(wantedOf(service(80), server(80, 1), server(80, 2)), scripts)).toEqual({
      outcome: [],
      asked: ['services', 'servers'],
    });
  });

  it('makes all changes by one datagram, and looks again only to verify', async () => {
    const wanted = wantedOf(service(80), server(80, 1), service(81));
    const changes = ['services', 'servers', 'add server, add service, delete server'];
    const scripts = [services(80), servers(9), accepts, services(80, 81), servers(1), servers()];
    expect(await run(wanted, scripts, false)).toEqual({ outcome: [], asked: changes });
    expect(await run(wanted, scripts)).toEqual({ outcome: [], asked: [...changes, 'services', 'servers', 'servers'] });
  });

  it.each<[title: string, wanted: Wanted, scripts: Script[], again: string]>([
    [
      'a service that is deleted between the dump and the change',
      wantedOf(service(80), server(80, 1)),
      [services(80), servers(), refuses([0, ESRCH]), services(), accepts],
      'add service, add server',
    ],
    [
      'a service that is added between the dump and the change',
      wantedOf(service(80), server(80, 1)),
      [services(), refuses([0, EEXIST]), services(80), servers(1)],
      'servers',
    ],
    [
      'a server that is deleted between the dump and the change',
      wantedOf(service(80), server(80, 1).replace('-w 1', '-w 2')),
      [services(80), servers(1), refuses([0, ENOENT]), services(80), servers(), accepts],
      'add server',
    ],
    [
      'a server that is added between the dump and the change',
      wantedOf(service(80), server(80, 1)),
      [services(80), servers(), refuses([0, EEXIST]), services(80), servers(1)],
      'servers',
    ],
    [
      'a service that is gone already',
      wantedOf(),
      [services(80), servers(), refuses([0, ESRCH]), services()],
      'services',
    ],
    [
      'a server that is gone already',
      wantedOf(service(80)),
      [services(80), servers(1), refuses([0, ENOENT]), services(80), servers()],
      'servers',
    ],
  ])('gets over %s', async (_, wanted, scripts, again) => {
    const { outcome, asked: all } = await run(wanted, scripts, false);
    expect({ outcome, again: all.at(-1) }).toEqual({ outcome: [], again });
  });

  it('gets over a change that was undone at once, where it verifies', async () => {
    const scripts = [services(), accepts, services(), accepts, services(80), servers()];
    expect(await run(wantedOf(service(80)), scripts)).toEqual({
      outcome: [],
      asked: ['services', 'add service', 'services', 'add service', 'services', 'servers'],
    });
  });

  it('gives up after five attempts, and tells what it was about', async () => {
    const round = [services(81), servers(), accepts];
    const { outcome, asked: all } = await run(wantedOf(service(80)), Array.from({ length: 9 }, () => round).flat());
    expect(outcome).toBeInstanceOf(UnsettledError);
    expect(outcome).toMatchObject({
      message: 'the table does not converge: it still differs after 5 attempts',
      operation: operationOf(service(80)),
    });
    expect(all).toEqual(Array.from({ length: 5 }, () => ['services', 'servers', 'add service, delete service']).flat());
  });

  it('reads again what was interrupted or lost, and changes once', async () => {
    const interrupted: Script = (requests) => [done(only(requests), { flags: 2 | NLM_F_DUMP_INTR })];
    const lost: Script = (requests) => [entry(only(requests), [serviceAttribute(81)]), enobufs()];
    expect(await run(wantedOf(service(80)), [interrupted, lost, services(), accepts], false)).toEqual({
      outcome: [],
      asked: ['services', 'services', 'services', 'add service'],
    });
  });

  it('changes nothing where the table cannot be read', async () => {
    const interrupted: Script = (requests) => [done(only(requests), { flags: 2 | NLM_F_DUMP_INTR })];
    const { outcome, asked: all } = await run(wantedOf(service(80)), [interrupted]);
    expect(outcome).toMatchObject({ name: 'SocketError', code: 'EAGAIN' });
    expect(new Set(all)).toEqual(new Set(['services']));
  });

  it.each(['ENOBUFS', 'ETIMEDOUT'])('ends with %s of a change, and does not repeat it', async (code) => {
    const fails: Script = () => [new SocketError(code, 'answers are missing')];
    const { outcome, asked: all } = await run(wantedOf(service(80)), [services(), fails, accepts]);
    expect(outcome).toBeInstanceOf(UnansweredError);
    expect(outcome).toMatchObject({ code, first: 0 });
    expect(all).toEqual(['services', 'add service']);
  });
});

describe('what the kernel refuses', () => {
  it('is answered, and not tried again', async () => {
    const wanted = wantedOf(service(80), server(80, 0), server(80, 1));
    expect(await run(wanted, [services(80), servers(), refuses([0, EINVAL])])).toEqual({
      outcome: [`EINVAL ${server(80, 0)}`],
      asked: ['services', 'servers', 'add server, add server'],
    });
  });

  it('of a service explains what became of its servers', async () => {
    const wanted = wantedOf(service(80), server(80, 1), service(81));
    const scripts = [services(), refuses([0, ENOENT], [1, ESRCH])];
    expect(await run(wanted, scripts)).toEqual({
      outcome: [`ENOENT ${service(80)}`],
      asked: ['services', 'add service, add server, add service'],
    });
  });

  it('does not hide what another program was in the way of', async () => {
    const wanted = wantedOf(service(80), service(81), server(81, 1));
    const scripts = [
      services(81),
      servers(),
      // The one is refused for good, and the other has gone meanwhile.
      refuses([0, ENOENT], [1, ESRCH]),
      services(),
      refuses([0, ENOENT]),
    ];
    expect(await run(wanted, scripts)).toEqual({
      outcome: [`ENOENT ${service(80)}`],
      asked: ['services', 'servers', 'add service, add server', 'services', 'add service, add service, add server'],
    });
  });
});

describe('the plan', () => {
  const timeouts: Script = (requests) => {
    const to = only(requests);
    return [entry(to, [attribute(4, u32le(900)), attribute(5, u32le(120)), attribute(6, u32le(300))], 0), error(to, 0)];
  };
  const daemonAttribute = attribute(
    3 | 0x8000,
    attribute(1, u32le(1)),
    attribute(2, Buffer.from('eth0\0')),
    attribute(3, u32le(1)),
  );
  const daemons: Script = (requests) => [entry(only(requests), [daemonAttribute]), done(only(requests))];
  const plan = async (wanted: Wanted, ...scripts: readonly Script[]) => {
    const kernel = ipvsKernel(oneByOne(...scripts));
    const client = await IpvsClient.openWith(kernel.open);
    const operations = await planOf(client, await compareWhole(client, wanted), {});
    return { lines: operations.map(operationLine), asked: asked(kernel) };
  };

  it('reads only what the rules speak of', async () => {
    expect((await plan(wantedOf(), services())).asked).toEqual(['services']);
    expect((await plan(wantedOf('--set 1 2 3'), services(), timeouts)).asked).toEqual(['services', 'timeouts']);
  });

  it('stops sync daemons before all else, and starts them behind', async () => {
    const wanted = wantedOf(
      service(80),
      '--set 1 0 0',
      '--start-daemon master --mcast-interface eth0 --syncid 2',
      '--stop-daemon backup',
    );
    expect((await plan(wanted, services(81), servers(), timeouts, daemons)).lines).toEqual([
      '--set 1 0 0',
      '--stop-daemon master',
      service(80),
      '-D -t 10.0.0.1:81',
      '--start-daemon master --mcast-interface eth0 --syncid 2',
    ]);
  });
});

describe('services as they should be', () => {
  const key = { protocol: 'tcp', address: '10.0.0.1', port: 80 } as const;
  const at = (address: string) => ({ address, port: 80, forwarding: 'masquerade' as const });
  const entry = { service: { key, scheduler: 'rr' }, destinations: [at('10.0.1.1')] };
  const open = async (...scripts: readonly Script[]) => {
    const kernel = ipvsKernel(oneByOne(...scripts));
    return { kernel, client: await IpvsClient.openWith(kernel.open) };
  };

  it('are planned, and nothing is changed', async () => {
    const { kernel, client } = await open(services(81), servers());
    const operations = await planFor(client, [entry]);
    expect(operations.map(operationLine)).toEqual([
      service(80),
      '-a -t 10.0.0.1:80 -r 10.0.1.1:80 -m -w 1',
      '-D -t 10.0.0.1:81',
    ]);
    expect(asked(kernel)).toEqual(['services', 'servers']);
  });

  it('are made, and refusals returned', async () => {
    const { kernel, client } = await open(services(), refuses([1, EINVAL]));
    expect((await converge(client, [entry])).map(({ code }) => code)).toEqual(['EINVAL']);
    expect(asked(kernel)).toEqual(['services', 'add service, add server']);
  });

  it('are the same however an IPv6 address is written', async () => {
    const six = (address: string) => ({ service: { key: { ...key, address } }, destinations: [at('2001:DB8::0:9')] });
    const { client } = await open(services());
    const operations = await planFor(client, [six('2001:DB8:0::1')]);
    expect(operations.map(operationLine)).toEqual([
      '-A -t [2001:db8::1]:80 -s wlc',
      '-a -t [2001:db8::1]:80 -r [2001:db8::9]:80 -m -w 1',
    ]);
  });

  it('must not be there twice, nor have an invalid address, and nothing is asked of the kernel', async () => {
    const { kernel, client } = await open();
    await expect(converge(client, [entry, entry])).rejects.toThrow(TypeError);
    await expect(converge(client, [{ ...entry, destinations: [at('x')] }])).rejects.toThrow(TypeError);
    expect(asked(kernel)).toEqual([]);
  });
});
