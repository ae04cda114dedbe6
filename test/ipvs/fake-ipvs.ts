import { Buffer } from 'node:buffer';
import { ENOENT } from '../errno.ts';
import { attribute, entry, error, FakeKernel, only, type Script, u16be, u16le, u32le } from '../netlink/fake-kernel.ts';

const GENL_ID_CTRL = 0x10;
const NLA_F_NESTED = 0x8000;

/** The id under which the fake kernel knows the family. */
export const FAMILY = 0x25;

/**
 * A kernel whose IPVS family is looked up with success from the given look-up on, and which answers the rest as scripted;
 * the script's `turn` counts datagrams without the look-ups.
 */
export function ipvsKernel(script: Script, { presentFrom = 0 } = {}): FakeKernel {
  let lookups = 0;
  let turn = 0;
  return new FakeKernel((requests) => {
    if (requests[0]?.family !== GENL_ID_CTRL) return script(requests, turn++);
    const lookup = only(requests);
    if (lookups++ < presentFrom) return [error(lookup, ENOENT)];
    return [entry(lookup, [attribute(1, u16le(FAMILY))], 0), error(lookup, 0)];
  });
}

/** IPVS_CMD_ATTR_SERVICE of a TCP service at 10.0.0.1 and this port. */
export const serviceAttribute = (port: number, ...more: readonly Buffer[]): Buffer =>
  attribute(
    1 | NLA_F_NESTED,
    attribute(1, u16le(2)),
    attribute(2, u16le(6)),
    attribute(3, Buffer.from([10, 0, 0, 1, ...new Array<number>(12).fill(0)])),
    attribute(4, u16be(port)),
    attribute(6, Buffer.from('rr\0')),
    attribute(7, u32le(2), u32le(0xffffffff)),
    attribute(8, u32le(0)),
    attribute(9, u32le(0xffffffff)),
    ...more,
  );

/** IPVS_CMD_ATTR_DEST at these sixteen bytes, masqueraded, as kernels before 3.18 write it: without a family. */
export const destinationAttribute = (address: Buffer, port: number, ...more: readonly Buffer[]): Buffer =>
  attribute(
    2 | NLA_F_NESTED,
    attribute(1, address),
    attribute(2, u16be(port)),
    attribute(3, u32le(0)),
    attribute(4, u32le(1)),
    ...[5, 6, 7, 8, 9].map((type) => attribute(type, u32le(type))),
    ...more,
  );
