import { expect, it } from 'vitest';
import { Batch } from '../../src/ipvs/batch.ts';
import { IpvsClient } from '../../src/ipvs/client.ts';
import type { Operation } from '../../src/ipvs/model.ts';
import { ESRCH } from '../errno.ts';
import { acknowledge } from '../netlink/fake-kernel.ts';
import { FAMILY, ipvsKernel } from './fake-ipvs.ts';

const key = { protocol: 'tcp', address: '10.0.0.1', port: 80 } as const;
const zero: Operation = { type: 'zero' };

it('takes 128 changes', () => {
  const batch = new Batch();
  for (let count = 0; count < 128; count++) {
    expect(batch.isFull).toBe(false);
    batch.add(zero);
  }
  expect(batch.isFull).toBe(true);
  expect(() => batch.add(zero)).toThrow(new RangeError('a batch takes 128 changes'));
});

it.each<[string, Operation]>([
  ['an address that is none', { type: 'delete-service', key: { ...key, address: 'nowhere' } }],
  ['a name with a NUL, known when half is written', { type: 'add-service', service: { key, scheduler: 'r\0r' } }],
])('stays as it was at %s', (_, operation) => {
  const batch = new Batch();
  batch.add(zero);
  const before = [...batch.bytes()];
  expect(() => batch.add(operation)).toThrow(TypeError);
  expect([...batch.bytes()]).toEqual(before);
});

it('is sent as it was written, to the family that the kernel has, and answers what is refused', async () => {
  const kernel = ipvsKernel((requests) => acknowledge(requests, new Map([[1, ESRCH]])));
  const client = await IpvsClient.open({ transport: kernel.open });
  const batch = new Batch();
  for (const operation of [zero, { type: 'flush' } as const, zero]) batch.add(operation);
  const refused = await client.applyBatch(batch);
  expect(Array.from(refused, ([index, { code }]) => [index, code])).toEqual([[1, 'ESRCH']]);
  expect(kernel.datagrams.at(-1)?.map(({ family, command }) => [family, command])).toEqual([
    [FAMILY, 16],
    [FAMILY, 17],
    [FAMILY, 16],
  ]);
});
