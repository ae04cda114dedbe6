/** What applying says where the kernel does not do as it should: the real one has its own tests. */
import { expect, it } from 'vitest';
import { IpvsClient } from '../../../src/ipvs/client.ts';
import { SocketError } from '../../../src/netlink/errors.ts';
import { ipvsKernel, serviceAttribute } from '../../ipvs/fake-ipvs.ts';
import { runInProcess } from '../../kernel/cli/outcome.ts';
import { acknowledge, done, entry, error, oneByOne, only, type Script } from '../../netlink/fake-kernel.ts';

const [EPERM, ENOMEM] = [1, 12] as const;
const RULES = '# what is wanted\n-A -t 10.0.0.1:80 -s rr\n';

/** A dump of the TCP services of 10.0.0.1 with these ports; without any, that of the servers of a service too. */
const dump =
  (...ports: readonly number[]): Script =>
  (requests) => [...ports.map((port) => entry(only(requests), [serviceAttribute(port)])), done(only(requests))];
const accepts: Script = (requests) => acknowledge(requests);
const fails: Script = () => [new SocketError('ENOBUFS', 'the kernel lost answers')];
const lacksMemory: Script = (requests) => [error(only(requests), ENOMEM)];
const forbids: Script = (requests) => [error(only(requests), EPERM)];

const UNFINISHED =
  'the kernel lost answers: some changes may not have been made\n' +
  'hint: safe to repeat: finished changes are kept\n';
const PERMISSION = expect.stringMatching(/^Can't initialize ipvs: Permission denied \(you must be root\)\nhint: .*\n$/);

it.each<[title: string, status: number, stderr: unknown, scripts: Script[]]>([
  ['nothing differs', 0, '', [dump(80), dump()]],
  ['what differs is changed', 0, '', [dump(), accepts, dump(80), dump()]],
  ['answers to changes are lost', 255, UNFINISHED, [dump(), fails]],
  ['the table cannot be read', 255, 'the kernel answered ENOMEM\n', [lacksMemory]],
  ['nothing is permitted', 2, PERMISSION, [forbids]],
  [
    'another program undoes it again and again',
    255,
    'the table does not converge: it still differs after 5 attempts\n' +
      'hint: the last attempt began with -A -t 10.0.0.1:80 -s rr\n',
    Array.from({ length: 5 }, () => [dump(), accepts]).flat(),
  ],
])('%s: status %i', async (_, status, stderr, scripts) => {
  const kernel = ipvsKernel(oneByOne(...scripts));
  const client = await IpvsClient.openWith(kernel.open);
  expect(await runInProcess(client, ['--apply'], RULES)).toEqual({ status, stdout: '', stderr });
  expect(kernel.datagrams.length).toBe(1 + scripts.length);
});

it('restoring rules tells the same of lost answers', async () => {
  const kernel = ipvsKernel(oneByOne(dump(), fails));
  const client = await IpvsClient.openWith(kernel.open);
  const outcome = await runInProcess(client, [], RULES, 'ipvsadm-restore');
  expect(outcome).toEqual({ status: 255, stdout: '', stderr: UNFINISHED });
});
