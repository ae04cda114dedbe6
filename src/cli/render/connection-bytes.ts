/**
 * Optimised twin of `renderConnection`, from bytes to bytes, for the lines of IPv4. Without it the listing of 200,000 connections
 * takes three times as long (benchmark `connections: -Lnc`); it may be deleted without any other change.
 */
import { Buffer } from 'node:buffer';
import { parseConnection } from '../../ipvs/proc/connections.ts';
import { numeric } from '../../rules/naming.ts';
import { renderConnection } from './connections.ts';

/**
 * Where the fields of a line of IPv4 begin, which the kernel writes in fixed columns:
 * `%-3s %08X %04X %08X %04X %08X %04X %-11s %7lu` (ip_vs_conn_seq_show in net/netfilter/ipvs/ip_vs_conn.c).
 */
const CLIENT = 4;
const VIRTUAL = 18;
const DESTINATION = 32;
const PORT_OFFSET = 9;
const STATE = 46;
const EXPIRES = 58;
const LINE_END = 65;
/** Columns that are blank; a longer name of a protocol or a state would push them. */
const BLANKS = [3, 12, 17, 26, 31, 40, 45, 57] as const;

/** Widths of the listing's columns. */
const EXPIRY_WIDTH = 6;
const END_WIDTH = 18;

/** Bytes of a piece of the listing, and the most that a line of it takes. */
const PIECE = 64 * 1024;
const LONGEST_LINE = 128;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;

/** Value of a digit, which the kernel writes in capitals. */
const digit = (code: number): number => (code < COLON ? code - ZERO : code - 0x37);

const hexByte = (from: Buffer, at: number): number => (digit(from[at] ?? 0) << 4) | digit(from[at + 1] ?? 0);

function writeNumber(to: Buffer, at: number, value: number): number {
  const end = at + (value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : value < 10_000 ? 4 : value < 100_000 ? 5 : 6);
  for (let rest = value, place = end - 1; place >= at; place--) {
    const tens = (rest / 10) | 0;
    to[place] = ZERO + rest - tens * 10;
    rest = tens;
  }
  return end;
}

/** `04:59`: minutes and seconds. */
function writeExpiry(to: Buffer, at: number, seconds: number): number {
  const minutes = (seconds / 60) | 0;
  const colon = writeTwoDigits(to, at, minutes);
  to[colon] = COLON;
  return writeTwoDigits(to, colon + 1, seconds - minutes * 60);
}

function writeTwoDigits(to: Buffer, at: number, value: number): number {
  if (value >= 10) return writeNumber(to, at, value);
  to[at] = ZERO;
  return writeNumber(to, at + 1, value);
}

function writeEnd(from: Buffer, start: number, to: Buffer, at: number): number {
  let end = writeNumber(to, at, hexByte(from, start));
  for (let byte = start + 2; byte < start + 8; byte += 2) {
    to[end] = DOT;
    end = writeNumber(to, end + 1, hexByte(from, byte));
  }
  to[end] = COLON;
  const port = start + PORT_OFFSET;
  return writeNumber(to, end + 1, (hexByte(from, port) << 8) | hexByte(from, port + 2));
}

/** Blanks up to the end of a column, and the one after it. */
function pad(to: Buffer, from: number, column: number): number {
  let at = from;
  do to[at++] = SPACE;
  while (at <= column);
  return at;
}

/** Copies bytes: so few that a call of `Buffer.copy` would cost more. */
function copy(from: Buffer, start: number, end: number, to: Buffer, at: number): number {
  for (let place = start; place < end; place++) to[at + place - start] = from[place] ?? 0;
  return at + end - start;
}

/** Whether a line has the columns of IPv4, and nothing after them. */
function isIPv4(from: Buffer, start: number, end: number): boolean {
  if (end - start !== LINE_END + 1) return false;
  for (const blank of BLANKS) if (from[start + blank] !== SPACE) return false;
  return true;
}

/** Seconds until a connection is forgotten: the last column, right-aligned. */
function readExpires(from: Buffer, start: number): number {
  let seconds = 0;
  for (let place = start + EXPIRES; place < start + LINE_END; place++) {
    const code = from[place] ?? 0;
    if (code !== SPACE) seconds = seconds * 10 + code - ZERO;
  }
  return seconds;
}

/**
 * Writes the listing's line for a line of the kernel.
 *
 * @param end offset after the newline of the kernel's line
 * @returns the offset after what was written; `at` when the line does not have the columns of IPv4
 */
function copyConnection(from: Buffer, start: number, end: number, to: Buffer, at: number): number {
  if (!isIPv4(from, start, end)) return at;
  let next = copy(from, start, start + CLIENT, to, at);
  next = pad(to, writeExpiry(to, next, readExpires(from, start)), next + EXPIRY_WIDTH);
  next = copy(from, start + STATE, start + EXPIRES, to, next);
  next = pad(to, writeEnd(from, start + CLIENT, to, next), next + END_WIDTH);
  next = pad(to, writeEnd(from, start + VIRTUAL, to, next), next + END_WIDTH);
  next = writeEnd(from, start + DESTINATION, to, next);
  to[next] = NEWLINE;
  return next + 1;
}

/**
 * The numeric listing. Lines that do not have the columns of IPv4 are rendered by `renderConnection`, which says the same.
 *
 * @param blocks whole lines of the kernel
 * @param withEngine shows what persistence engines found
 * @returns pieces of the listing, each overwritten by the next
 */
export function* numericConnections(blocks: Iterable<Buffer>, withEngine: boolean): Generator<Buffer> {
  const piece = Buffer.alloc(PIECE);
  let filled = 0;
  for (const block of blocks) {
    for (let start = 0, end = 0; start < block.length; start = end) {
      end = block.indexOf(NEWLINE, start) + 1;
      if (filled > PIECE - LONGEST_LINE) {
        yield piece.subarray(0, filled);
        filled = 0;
      }
      const next = copyConnection(block, start, end, piece, filled);
      if (next === filled) {
        yield piece.subarray(0, filled);
        const entry = parseConnection(block.toString('latin1', start, end - 1));
        yield Buffer.from(renderConnection(entry, numeric, withEngine));
        filled = 0;
      } else filled = next;
    }
  }
  yield piece.subarray(0, filled);
}
