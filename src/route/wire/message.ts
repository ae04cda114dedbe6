import type { AttributeSet, AttributeTable, Values } from '../../netlink/attributes.ts';
import { ProtocolError } from '../../netlink/errors.ts';
import type { Message, Request } from '../../netlink/message.ts';
import type { Writer } from '../../netlink/writer.ts';

/** Bytes of a word. The headers are written as such. */
const WORD = 4;

/** The messages about one kind of thing: each begins with a header of its own. */
export interface Kind<T extends AttributeTable> {
  /** For errors: `route`. */
  readonly name: string;
  /** RTM_GET… */
  readonly get: number;
  /** Bytes of the header, a multiple of four: of `struct rtmsg`, say. */
  readonly headerSize: number;
  readonly attributes: AttributeSet<T>;
}

/** Asks for all things of a kind, of any address family. */
export function dumpRequest({ get, headerSize }: Kind<AttributeTable>): Request {
  return { type: get, body: (writer) => writeWords(writer, headerSize) };
}

function writeWords(writer: Writer, size: number): void {
  for (let at = 0; at < size; at += WORD) writer.word(0);
}

/** The header's bytes and the attributes of a message. */
export function readMessage<T extends AttributeTable>(
  { name, headerSize, attributes }: Kind<T>,
  { buffer, start, end }: Message,
): { readonly header: DataView; readonly values: Values<T> } {
  if (end - start < headerSize) throw new ProtocolError(`${name}: a message of ${end - start} bytes`);
  const header = new DataView(buffer.buffer, buffer.byteOffset + start, headerSize);
  return { header, values: attributes.decode(buffer, start + headerSize, end) };
}
