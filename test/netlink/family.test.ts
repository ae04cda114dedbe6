import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../src/netlink/connection.ts';
import { FamilyNotFoundError, KernelError, ProtocolError } from '../../src/netlink/errors.ts';
import { resolveFamily } from '../../src/netlink/family.ts';
import { attribute, entry, error, FakeKernel, only, type Script, u16le, u32le } from './fake-kernel.ts';

const resolve = (script: Script): Promise<number> => resolveFamily(new Connection(new FakeKernel(script).open), 'IPVS');

describe('resolveFamily', () => {
  it('asks the controller by name and reads the id between other attributes', async () => {
    const kernel = new FakeKernel((requests) => [
      entry(only(requests), [attribute(2, Buffer.from('IPVS\0')), attribute(1, u16le(0x8025)), attribute(3, u32le(1))]),
      error(only(requests), 0),
    ]);
    expect(await resolveFamily(new Connection(kernel.open), 'IPVS')).toBe(0x8025);
    const { family, command, attributes } = only(kernel.datagrams[0] ?? []);
    expect({ family, command, attributes: attributes.toString('hex') }).toEqual({
      family: 0x10,
      command: 3,
      attributes: '090002004950565300000000',
    });
  });

  it('throws FamilyNotFoundError at ENOENT', async () => {
    const missing = resolve((requests) => [error(only(requests), 2)]);
    await expect(missing).rejects.toThrow(FamilyNotFoundError);
    await expect(missing).rejects.toMatchObject({ family: 'IPVS' });
  });

  it('throws any other errno as it is', async () => {
    await expect(resolve((requests) => [error(only(requests), 1)])).rejects.toThrow(KernelError);
  });

  it('throws ProtocolError at an answer without an id', async () => {
    const without: Script = (requests) => [
      entry(only(requests), [attribute(2, Buffer.from('IPVS\0'))]),
      error(only(requests), 0),
    ];
    await expect(resolve(without)).rejects.toThrow(ProtocolError);
  });
});
