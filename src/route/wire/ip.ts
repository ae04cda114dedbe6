import { formatAddress, requireAddress } from '../../ipvs/address.ts';
import type { AddressFamily } from '../../ipvs/model.ts';
import type { Codec } from '../../netlink/codec.ts';
import { ProtocolError } from '../../netlink/errors.ts';
import type { Writer } from '../../netlink/writer.ts';
import { AF_INET, AF_INET6 } from './uapi.ts';

/** Bytes of `struct rtvia` before its address: its family. */
const VIA_HEADER = 2;

/** Family of an AF_* number; `undefined` for families that IPVS does not know. */
export const familyOf = (number: number | undefined): AddressFamily | undefined =>
  number === AF_INET ? 'ipv4' : number === AF_INET6 ? 'ipv6' : undefined;

export const familyNumber = (family: AddressFamily): number => (family === 'ipv4' ? AF_INET : AF_INET6);

function readAddress(buffer: Buffer, start: number, end: number, name: string): string {
  const length = end - start;
  if (length !== 4 && length !== 16) throw new ProtocolError(`${name}: an address of ${length} bytes`);
  return formatAddress(length === 4 ? 'ipv4' : 'ipv6', buffer.subarray(start, end));
}

/** An address, whose length tells its family. */
export const address: Codec<string> = {
  write: (writer: Writer, value) => writer.raw(requireAddress(value)),
  read: readAddress,
};

/** The gateway of another family than the route's. */
export const via: Codec<string> = {
  write: () => {
    throw new TypeError('a gateway of another family is only read');
  },
  read: (buffer, start, end, name) => readAddress(buffer, start + VIA_HEADER, end, name),
};

/** A hardware address of any length. */
export const linkAddress: Codec<string> = {
  write: () => {
    throw new TypeError('a hardware address is only read');
  },
  read: (buffer, start, end) => buffer.toString('hex', start, end).replace(/(?<=..)..(?=(..)*$)/g, ':$&'),
};
