/** What restoring says where answers are lost: the real kernel has its own tests. */
import { expect, it } from 'vitest';
import { IpvsClient } from '../../../src/ipvs/client.ts';
import { SocketError } from '../../../src/netlink/errors.ts';
import { ipvsKernel } from '../../ipvs/fake-ipvs.ts';
import { runInProcess } from '../../kernel/cli/outcome.ts';
import { acknowledge, oneByOne, type Script } from '../../netlink/fake-kernel.ts';

const ESRCH = 3;

const accepts: Script = (requests) => acknowledge(requests);
const fails: Script = () => [new SocketError('ENOBUFS', 'the kernel lost answers')];
const refusesLast: Script = (requests) => acknowledge(requests, new Map([[requests.length - 1, ESRCH]]));

/** A line for each port from 1 on, behind a comment. */
const rules = (count: number): string =>
  `# rules\n${Array.from({ length: count }, (_, index) => `-D -t 10.0.0.1:${index + 1}\n`).join('')}`;

it('goes on behind a batch whose answers are lost, and says which lines those are', async () => {
  const kernel = ipvsKernel(oneByOne(accepts, fails, refusesLast));
  const client = await IpvsClient.openWith(kernel.open);
  expect(await runInProcess(client, ['-R'], rules(300))).toEqual({
    status: 255,
    stdout: '',
    stderr:
      'line 130: -D -t 10.0.0.1:129: the kernel lost answers: the outcome of this rule and of those up to line 257 is unknown\n' +
      'line 301: -D -t 10.0.0.1:300: No such service\n',
  });
  expect(kernel.datagrams.slice(1).map((datagram) => datagram.length)).toEqual([128, 128, 44]);
});

it('makes the changes before another command first, and those behind it afterwards', async () => {
  const kernel = ipvsKernel(oneByOne(accepts, accepts, accepts));
  const client = await IpvsClient.openWith(kernel.open);
  const text = '-D -t 10.0.0.1:1\n-D -t 10.0.0.1:2\n-D -t 10.0.0.1:3 --exist\n-D -t 10.0.0.1:4\n';
  expect(await runInProcess(client, ['-R'], text)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(kernel.datagrams.slice(1).map((datagram) => datagram.length)).toEqual([2, 1, 1]);
});
