import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { KernelError } from '../../src/netlink/errors.ts';
import { RouteClient } from '../../src/route/client.ts';
import { done, error, FakeKernel, message, only } from '../netlink/fake-kernel.ts';

const NLM_F_DUMP = 0x300;
const ENETUNREACH = 101;
const EPERM = 1;

const ADDRESSES = [
  '0218800003000000080001000a090001080002000a09000108000800 80000000',
  // One without an address of its own, as multicast has.
  '0218800003000000',
].map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** `struct rtmsg` of a local route of IPv4. */
const LOCAL = Buffer.from('022000000000000200000000', 'hex');

describe('RouteClient', () => {
  it('dumps all things of a kind, and leaves out those that are of no use', async () => {
    const kernel = new FakeKernel((requests) => {
      const request = only(requests);
      const { sequence } = request;
      const messages = ADDRESSES.map((payload) => message({ type: 20, flags: 2, sequence }, payload));
      return [Buffer.concat([...messages, done(request)])];
    });
    const client = new RouteClient(kernel.open);
    expect(await client.addresses()).toEqual([expect.objectContaining({ address: '10.9.0.1' })]);
    client.close();
    expect(kernel.datagrams).toMatchObject([[{ family: 22, flags: 1 | NLM_F_DUMP }]]);
  });

  it('asks for the way of a packet, with its source, mark and interface', async () => {
    const kernel = new FakeKernel((requests) => requests.map((request) => error(request, ENETUNREACH)));
    const client = new RouteClient(kernel.open);
    const question = { to: '10.0.0.1', from: '10.0.0.2', mark: 5, input: 3 };
    const failure = await client.route(question).catch((cause: unknown) => cause);
    client.close();
    expect(failure).toBeInstanceOf(KernelError);
    expect(failure).toMatchObject({ code: 'ENETUNREACH' });
    const request = only(kernel.datagrams[0] ?? []);
    // `struct rtmsg`: IPv4, all 32 bits of both addresses.
    expect([request.family, request.command, request.version]).toEqual([26, 2, 32]);
    expect(request.attributes.toString('hex')).toBe(
      ['0000000000000000', '080001000a000001', '080002000a000002', '0800030003000000', '0800100005000000'].join(''),
    );
  });

  it('asks for many ways in few datagrams, and says for each what the kernel answers', async () => {
    const kernel = new FakeKernel((requests) =>
      requests.map((request, at) => {
        const { sequence } = request;
        // The way to every third address is refused.
        return at % 3 === 2 ? error(request, ENETUNREACH) : message({ type: 24, flags: 0, sequence }, LOCAL);
      }),
    );
    const client = new RouteClient(kernel.open);
    const answers = await client.routes(
      Array.from({ length: 300 }, (_, at) => ({ to: `10.0.${at >> 8}.${at & 255}` })),
    );
    client.close();
    expect(kernel.datagrams).toHaveLength(3);
    expect(answers).toHaveLength(300);
    expect(answers.slice(0, 3)).toEqual([
      { entry: expect.objectContaining({ type: 'local' }) },
      { entry: expect.objectContaining({ type: 'local' }) },
      { failure: expect.objectContaining({ code: 'ENETUNREACH' }) },
    ]);
  });

  it('has the kernel ask who has an address, and tells what it refuses', async () => {
    const kernel = new FakeKernel((requests) => requests.map((request, at) => error(request, at === 1 ? EPERM : 0)));
    const client = new RouteClient(kernel.open);
    const questions = [5, 6].map((index) => ({ index, address: '10.0.0.9' }));
    const refused = await client.solicit(questions);
    await client.forget(questions);
    client.close();
    expect([...refused]).toEqual([[1, expect.objectContaining({ code: 'EPERM' })]]);
    const [solicited, forgotten] = kernel.datagrams.map(([first]) => first);
    // `struct ndmsg`: IPv4, the index, no state, the flag NTF_USE.
    expect(solicited).toMatchObject({ family: 28, command: 2 });
    expect(solicited?.attributes.toString('hex')).toBe('05000000' + '00000100' + '080001000a000009');
    expect(forgotten).toMatchObject({ family: 29, command: 2 });
    expect(forgotten?.attributes.toString('hex')).toBe('05000000' + '00000000' + '080001000a000009');
  });

  it('shows what is asked and answered', async () => {
    const lines: string[] = [];
    const kernel = new FakeKernel((requests) => requests.map((request) => error(request, ENETUNREACH)));
    const client = new RouteClient(kernel.open, (line) => lines.push(line));
    await client.routes([{ to: '10.0.0.1', mark: 5 }]);
    client.close();
    expect(lines).toEqual([
      '> seq=1 GET_ROUTE REQUEST to=10.0.0.1 mark=5',
      '> seq=2 NOOP ACK',
      '< seq=1 ERROR ENETUNREACH',
      expect.stringContaining('< seq=2'),
    ]);
  });
});
