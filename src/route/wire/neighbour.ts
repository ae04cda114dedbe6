import { addressFamily } from '../../ipvs/address.ts';
import { AttributeSet, optional } from '../../netlink/attributes.ts';
import type { Message, Request } from '../../netlink/message.ts';
import type { Writer } from '../../netlink/writer.ts';
import { NEIGHBOUR_STATES, type Neighbour, type NeighbourQuestion } from '../model.ts';
import { address, familyNumber, familyOf, linkAddress } from './ip.ts';
import { readMessage } from './message.ts';
import * as uapi from './uapi.ts';

/** Where the flags are in the last word of the header. */
const FLAGS_SHIFT = 16;

/** `struct ndmsg`: family u8, three of padding, index s32, state u16, flags u8, type u8. */
export const NEIGHBOUR = {
  name: 'neighbour',
  get: uapi.RTM_GETNEIGH,
  headerSize: 12,
  attributes: new AttributeSet('neighbour', {
    address: optional(uapi.NDA_DST, address),
    linkAddress: optional(uapi.NDA_LLADDR, linkAddress),
  }),
};

/** @returns `undefined` for what is no neighbour of the Internet Protocol */
export function readNeighbour(message: Message): Neighbour | undefined {
  const { header, values } = readMessage(NEIGHBOUR, message);
  if (familyOf(header.getUint8(0)) === undefined || values.address === undefined) return undefined;
  const bits = header.getUint16(8, true);
  return {
    index: header.getInt32(4, true),
    address: values.address,
    state: NEIGHBOUR_STATES[31 - Math.clz32(bits)] ?? 'none',
    linkAddress: values.linkAddress,
  };
}

/** Has the kernel ask the network who has an address, as `ip neigh add ADDRESS dev NAME use` does. */
export const solicitRequest = (question: NeighbourQuestion): Request => ({
  type: uapi.RTM_NEWNEIGH,
  body: (writer) => writeQuestion(writer, question, uapi.NTF_USE),
});

/** Has it forget the answer. */
export const forgetRequest = (question: NeighbourQuestion): Request => ({
  type: uapi.RTM_DELNEIGH,
  body: (writer) => writeQuestion(writer, question, 0),
});

function writeQuestion(writer: Writer, { index, address }: NeighbourQuestion, flags: number): void {
  writer.word(familyNumber(addressFamily(address)));
  writer.word(index);
  writer.word(flags << FLAGS_SHIFT);
  NEIGHBOUR.attributes.encode(writer, { address });
}
