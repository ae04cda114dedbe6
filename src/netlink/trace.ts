import { Buffer } from 'node:buffer';
import { aligned, s32At, u16At } from './bytes.ts';
import type { AttributeNames } from './codec.ts';
import { errnoName } from './errors.ts';
import { type Message, messageAt } from './message.ts';
import type { OpenTransport } from './transport.ts';
import * as uapi from './uapi.ts';

/** What a family calls a command, and the attributes of its messages in either direction. */
export interface CommandTrace {
  readonly name: string;
  readonly attributes?: AttributeNames | undefined;
  /** Bytes of the header before them. Absent for that of generic netlink. */
  readonly headerSize?: number;
}

/** How the messages of a socket are shown. */
export interface Tracer {
  /** Takes one message as a line of text without its end. */
  readonly trace: (line: string) => void;
  /** `undefined` for a command that is not known. */
  readonly commandOf: (family: number, command: number) => CommandTrace | undefined;
  readonly formatBytes: (bytes: Uint8Array) => string;
}

/** Wraps a transport so that each message is shown when it is sent or received. */
export function traced(open: OpenTransport, tracer: Tracer): OpenTransport {
  const show = (sign: string, datagram: Uint8Array, length: number): void => {
    try {
      const buffer = Buffer.from(datagram.buffer, datagram.byteOffset, length);
      for (let at = 0; at < length; ) {
        const message = messageAt(buffer, at, length);
        at = message.next;
        tracer.trace(`${sign} seq=${message.sequence} ${describe(message, tracer)}`);
      }
    } catch (error) {
      // A datagram that cannot be shown is still for its owner to judge.
      tracer.trace(`${sign} ${error}`);
    }
  };
  return async (events) => {
    const transport = await open({
      received(datagram) {
        show('<', datagram, datagram.length);
        events.received(datagram);
      },
      failed(error) {
        tracer.trace(`< ${error}`);
        events.failed(error);
      },
    });
    return {
      send(datagram) {
        show('>', datagram, datagram.length);
        transport.send(datagram);
      },
      receive() {
        const length = transport.receive();
        if (length > 0) show('<', transport.buffer, length);
        return length;
      },
      buffer: transport.buffer,
      close: () => transport.close(),
    };
  };
}

const FLAGS: readonly (readonly [string, number])[] = [
  ['REQUEST', uapi.NLM_F_REQUEST],
  ['MULTI', uapi.NLM_F_MULTI],
  ['ACK', uapi.NLM_F_ACK],
  ['DUMP_INTR', uapi.NLM_F_DUMP_INTR],
  ['DUMP', uapi.NLM_F_DUMP],
];

/** Name, flags and content of a message. */
function describe(message: Message, tracer: Tracer): string {
  const { type, flags, buffer, start, end } = message;
  const set = FLAGS.filter(([, bits]) => (flags & bits) === bits).map(([name]) => name);
  switch (type) {
    case uapi.NLMSG_NOOP:
      return ['NOOP', ...set].join(' ');
    case uapi.NLMSG_OVERRUN:
      return 'OVERRUN';
    case uapi.NLMSG_ERROR:
    case uapi.NLMSG_DONE: {
      const errno = end - start < 4 ? 0 : -s32At(buffer, start);
      if (errno !== 0) return [type === uapi.NLMSG_DONE ? 'DONE' : 'ERROR', ...set, errnoName(errno)].join(' ');
      return [type === uapi.NLMSG_DONE ? 'DONE' : 'ACK', ...set].join(' ');
    }
    default: {
      const command = buffer[start] ?? 0;
      const known = tracer.commandOf(type, command) ?? { name: `family=${type} command=${command}` };
      const { name, attributes, headerSize = uapi.GENL_HDRLEN } = known;
      return [name, ...set, ...attributesOf(buffer, start + headerSize, end, attributes, tracer)].join(' ');
    }
  }
}

/** Each attribute between two offsets as `name=value`; one that is not known as `#number=bytes`. */
function attributesOf(
  buffer: Buffer,
  start: number,
  end: number,
  names: AttributeNames | undefined,
  tracer: Tracer,
): string[] {
  const shown: string[] = [];
  for (let at = start; at + uapi.NLA_HDRLEN <= end; ) {
    const length = Math.max(u16At(buffer, at), uapi.NLA_HDRLEN);
    const type = u16At(buffer, at + 2) & uapi.NLA_TYPE_MASK;
    const from = at + uapi.NLA_HDRLEN;
    const to = Math.min(at + length, end);
    const known = names?.attribute(type);
    if (known === undefined) shown.push(`#${type}=${unknown(buffer.subarray(from, to))}`);
    else if (known.codec.nested !== undefined) {
      shown.push(`${known.key}={${attributesOf(buffer, from, to, known.codec.nested, tracer).join(' ')}}`);
    } else shown.push(`${known.key}=${textOf(known.codec.read(buffer, from, to, known.key), tracer)}`);
    at += aligned(length);
  }
  return shown;
}

/** Most bytes that are shown of an attribute that is not known. */
const SHOWN = 32;

const unknown = (bytes: Buffer): string =>
  `0x${bytes.toString('hex', 0, SHOWN)}${bytes.length > SHOWN ? `...(${bytes.length} bytes)` : ''}`;

function textOf(value: unknown, tracer: Tracer): string {
  if (value instanceof Uint8Array) return tracer.formatBytes(value);
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one, tracer)).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}=${textOf(one, tracer)}`)
    .join(' ')}}`;
}
