import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { insertGuard } from '../../../build/guard/guard.ts';

const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CODE = 0x1800;
const ENTRY = 0x401100;

/** A program of two segments: what is read only, up to an offset, and the code. */
function makeProgram(end: number): string {
  const path = join(folder, 'program');
  const bytes = Buffer.alloc(CODE + 0x200);
  bytes.writeBigUInt64LE(BigInt(ENTRY), 0x18);
  bytes.writeBigUInt64LE(0x40n, 0x20);
  bytes.writeUInt16LE(0x38, 0x36);
  bytes.writeUInt16LE(2, 0x38);
  [
    [4, 0, 0x400000, end],
    [5, CODE, 0x401800, 0x200],
  ].forEach(([flags = 0, offset = 0, address = 0, size = 0], index) => {
    const at = 0x40 + index * 0x38;
    bytes.writeUInt32LE(1, at);
    bytes.writeUInt32LE(flags, at + 4);
    [offset, address, address, size, size, 0x1000].forEach((value, field) => {
      bytes.writeBigUInt64LE(BigInt(value), at + 8 + field * 8);
    });
  });
  writeFileSync(path, bytes);
  return path;
}

it('is a part of the segment of code, at the end of the gap before it, and nothing else changes', () => {
  const path = makeProgram(0x1000);
  const before = readFileSync(path);
  insertGuard(path, 'x64');
  const after = readFileSync(path);
  const [offset, address, , size] = [0, 1, 2, 3].map((field) => Number(after.readBigUInt64LE(0x80 + field * 8)));
  const length = CODE - (offset ?? 0);
  expect([address, size]).toEqual([0x401800 - length, 0x200 + length]);
  expect(after.subarray(CODE).equals(before.subarray(CODE))).toBe(true);
  expect(after.subarray(0xb0, CODE - length).equals(before.subarray(0xb0, CODE - length))).toBe(true);
  // It begins with its slots, and ends with a jump to where the program began.
  expect(after.toString('latin1', offset, CODE)).toContain('cannot run without /proc\n');
  const jump = after.lastIndexOf(0xe9, CODE - 1);
  expect((address ?? 0) + jump - (offset ?? 0) + 5 + after.readInt32LE(jump + 1)).toBe(ENTRY);
});

it.each([
  ['what is before the code reaches up to it', CODE],
  ['there is not enough of it', CODE - 0x100],
])('is refused where there is no gap: %s', (_, end) => {
  const path = makeProgram(end);
  const before = readFileSync(path);
  expect(() => insertGuard(path, 'x64')).toThrow('no gap of');
  expect(readFileSync(path).equals(before)).toBe(true);
});
