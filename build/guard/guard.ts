import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Architecture } from '../bun.ts';
import { INSTRUCTIONS } from './instructions.ts';

/** What the guard reads and says, before its code. The code knows where each begins, so the lengths are fixed. */
export const SLOTS = {
  FOLDER: { content: '/proc/self/task\0', length: 16 },
  MAP: { content: '/proc/self/maps\0', length: 16 },
  NO_MAP: { content: counted('cannot run without /proc\n'), length: 128 },
  SMALL: {
    content: counted(
      'cannot run in less than 2.5 GB of address space (ulimit -v and -d; LimitAS= and LimitDATA= of a unit)\n',
    ),
    length: 128,
  },
} as const;

/** A text behind its length. */
function counted(text: string): string {
  return String.fromCharCode(text.length) + text;
}

const slots = (): Buffer =>
  Buffer.concat(
    Object.values(SLOTS).map(({ content, length }) => {
      if (content.length > length) throw new Error(`longer than ${length} bytes: ${content}`);
      return Buffer.from(content.padEnd(length, '\0'), 'latin1');
    }),
  );

/** The instructions, without the jump behind them. */
export const guardCode = (architecture: Architecture): Buffer =>
  Buffer.from(
    [...INSTRUCTIONS[architecture].matchAll(/^ {2}([0-9a-f]+) /gm)].map(([, bytes]) => bytes).join(''),
    'hex',
  );

/** Bytes that are enough for a jump of either processor. */
const LONGEST_JUMP = 8;

/** The instruction that jumps forward by a number of bytes, counted from its own beginning. */
const JUMPS: Readonly<Record<Architecture, (distance: number) => Buffer>> = {
  x64: (distance) => {
    const jump = Buffer.from([0xe9, 0, 0, 0, 0]);
    jump.writeInt32LE(distance - jump.length, 1);
    return jump;
  },
  arm64: (distance) => {
    const jump = Buffer.alloc(4);
    jump.writeUInt32LE(0x14000000 + distance / 4);
    return jump;
  },
};

/** Where elf(5) has the fields of a file of 64 bits, and of a row of its table of segments. */
const FILE = { entry: 0x18, segments: 0x20, segmentSize: 0x36, segmentCount: 0x38 } as const;
const SEGMENT = {
  ...{ type: 0x00, flags: 0x04, offset: 0x08, address: 0x10, physicalAddress: 0x18 },
  ...{ sizeInFile: 0x20, sizeInMemory: 0x28, alignment: 0x30 },
} as const;
const LOADED = 1;
const EXECUTABLE = 1;
const HEADERS = 4096;

/**
 * Puts the guard into a program: a few instructions that run before its own first one. The runtime reads variables of
 * the environment before our code runs, and ends with a report of a crash where it cannot run. The guard takes the
 * variables from it, and says in one line what is missing (`instructions.ts`).
 *
 * It takes the end of the gap that the linker has left in the file before the code, and becomes a part of the code's
 * segment. Nothing in the program moves.
 *
 * @throws Error when there is no such gap, as a newer runtime may have been linked in another way
 */
export function insertGuard(program: string, architecture: Architecture): void {
  const file = openSync(program, 'r+');
  try {
    const header = Buffer.alloc(HEADERS);
    readSync(file, header, 0, HEADERS, 0);
    const number = (at: number): number => Number(header.readBigUInt64LE(at));
    const add = (at: number, change: number): unknown => header.writeBigUInt64LE(BigInt(number(at) + change), at);
    const segments = Array.from(
      { length: header.readUInt16LE(FILE.segmentCount) },
      (_, index) => number(FILE.segments) + index * header.readUInt16LE(FILE.segmentSize),
    );
    const isCode = (at: number): boolean =>
      header.readUInt32LE(at + SEGMENT.type) === LOADED && (header.readUInt32LE(at + SEGMENT.flags) & EXECUTABLE) !== 0;
    const code = segments.find(isCode);
    if (code === undefined) throw new Error(`${program} has no code`);

    const before = Buffer.concat([slots(), guardCode(architecture)]);
    const length = Math.ceil((before.length + LONGEST_JUMP) / 16) * 16;
    const [offset, address] = [number(code + SEGMENT.offset), number(code + SEGMENT.address)];
    const ends = segments.map((at) => number(at + SEGMENT.offset) + number(at + SEGMENT.sizeInFile));
    const used = Math.max(...ends.filter((end) => end <= offset));
    if (offset - used < length || address % number(code + SEGMENT.alignment) < length) {
      throw new Error(`${program} has no gap of ${length} bytes before its code`);
    }
    const jump = JUMPS[architecture](number(FILE.entry) - (address - length + before.length));
    for (const field of ['offset', 'address', 'physicalAddress'] as const) add(code + SEGMENT[field], -length);
    for (const field of ['sizeInFile', 'sizeInMemory'] as const) add(code + SEGMENT[field], length);
    header.writeBigUInt64LE(BigInt(address - length + slots().length), FILE.entry);
    writeSync(file, header, 0, HEADERS, 0);
    writeSync(file, Buffer.concat([before, jump], length), 0, length, offset - length);
  } finally {
    closeSync(file);
  }
}
