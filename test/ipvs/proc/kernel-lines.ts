/** Lines of the connection table, as ip_vs_conn_seq_show writes them. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';

const address4 = fc.nat(0xffffffff).map((value) => value.toString(16).toUpperCase().padStart(8, '0'));
const address6 = fc
  .array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16).padStart(4, '0')).join(':'));
const port = fc.nat(0xffff).map((value) => value.toString(16).toUpperCase().padStart(4, '0'));
const end = fc.tuple(fc.oneof({ weight: 4, arbitrary: address4 }, address6), port).map((parts) => parts.join(' '));

export const kernelLine = fc
  .record({
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'IP'),
    ends: fc.tuple(end, end, end),
    state: fc.constantFrom('NONE', 'ESTABLISHED', 'SYN_RECV', 'UDP', 'SHUTDOWN_ACK_SENT'),
    expires: fc.oneof(fc.nat(600), fc.nat(99_999), fc.nat(99_999_999)),
    engine: fc.option(fc.constantFrom(' sip abc123@host.example', ' sip a b')),
  })
  .map(
    ({ protocol, ends, state, expires, engine }) =>
      `${protocol.padEnd(3)} ${ends.join(' ')} ${state.padEnd(11)} ${String(expires).padStart(7)}${engine ?? ''}`,
  );

/** Lines as they are read: bytes, with a newline after each. */
export const pieceOf = (lines: readonly string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
