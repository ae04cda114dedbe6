import type { Buffer } from 'node:buffer';
import { parseConnection } from './connections.ts';

/** Patterns of the fields of a line, as the kernel writes them. One that is absent may be anything. */
export interface LineFields {
  readonly protocol?: string;
  readonly client?: string;
  readonly clientPort?: string;
  /** Address and port. */
  readonly virtual?: string;
  /** Address and port. */
  readonly destination?: string;
  readonly state?: string;
}

const WORD = '\\S+';
const END = `${WORD} ${WORD}`;

/** A line begins behind a newline, and not, as `^` would have it, behind a carriage return in the data of an engine. */
const START = '^(?<!\\r)';

/**
 * A pattern for lines of the connection table: fields, which blanks separate, the time and maybe what a persistence
 * engine found. Source: ip_vs_conn_seq_show in net/netfilter/ipvs/ip_vs_conn.c.
 *
 * The engines of JavaScript make machine code of a pattern at once, and of a loop over bytes only when a short run is
 * over. It takes half as long, and is shorter (benchmark `connections: -Lnc --client`).
 */
export function linePattern(fields: LineFields): RegExp {
  const { protocol = WORD, client = WORD, clientPort = WORD, virtual = END, destination = END, state = WORD } = fields;
  return new RegExp(`${START}${protocol} +${client} ${clientPort} ${virtual} ${destination} ${state} [^\\n]*\\n`, 'gm');
}

/** Puts groups into fields: protocol, client port, virtual address, real server. They tell the service of a line. */
export function groupedForService(fields: LineFields): LineFields {
  const { protocol = WORD, clientPort = WORD, virtual = END, destination = END } = fields;
  return {
    ...fields,
    protocol: `(${protocol})`,
    clientPort: `(${clientPort})`,
    virtual: `(${virtual})`,
    destination: `(${destination})`,
  };
}

/**
 * Pieces of lines as text, for patterns.
 *
 * @throws ProtocolError when the first line is not an entry: then no line would match, and nobody would know why
 */
export function* textsOf(pieces: Iterable<Buffer>): Generator<readonly [text: string, piece: Buffer]> {
  let isChecked = false;
  for (const piece of pieces) {
    const text = piece.toString('latin1');
    if (!isChecked) parseConnection(text.slice(0, text.indexOf('\n')));
    isChecked = true;
    yield [text, piece];
  }
}
