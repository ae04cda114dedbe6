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

/** Behind the state come the time, and maybe what a persistence engine found. */
const REST = '[^\\n]*\\n';

/** Source: ip_vs_conn_seq_show in net/netfilter/ipvs/ip_vs_conn.c. */
function fieldsPattern(fields: LineFields): string {
  const { protocol = WORD, client = WORD, clientPort = WORD, virtual = END, destination = END, state = WORD } = fields;
  return `${protocol} +${client} ${clientPort} ${virtual} ${destination} ${state} `;
}

/** A pattern for whole lines of the connection table. */
export const linePattern = (fields: LineFields): RegExp => new RegExp(START + fieldsPattern(fields) + REST, 'gm');

/** A pattern for all other lines. */
export const otherLinesPattern = (fields: LineFields): RegExp =>
  new RegExp(`${START}(?!${fieldsPattern(fields)})${REST}`, 'gm');

/** Groups around what tells the service: protocol, client port, and the virtual address with the real server. */
export const SERVICE_FIELDS: LineFields = {
  protocol: `(${WORD})`,
  clientPort: `(${WORD})`,
  virtual: `(${END}`,
  destination: `${END})`,
};

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
