/** The bytes of the guard, beside what an assembler makes of the text next to them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { guardCode, SLOTS } from '../../../build/guard/guard.ts';
import { INSTRUCTIONS } from '../../../build/guard/instructions.ts';

const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-guard-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.for([
  ['x64', 'x86_64-linux-gnu-', '.intel_syntax noprefix\n'],
  ['arm64', 'aarch64-linux-gnu-', ''],
] as const)('%s', ([architecture, tools, first], { skip }) => {
  if (spawnSync(`${tools}as`, ['--version']).status !== 0) skip(`no ${tools}as here`);
  const slots = Object.entries(SLOTS).map(([name, { length }]) => `${name}: .skip ${length}\n`);
  const input = first + slots.join('') + INSTRUCTIONS[architecture].replace(/^ {2}[0-9a-f]+ /gm, '');
  const [object, code] = [join(folder, `${architecture}.o`), join(folder, architecture)];
  execFileSync(`${tools}as`, ['-o', object], { input });
  execFileSync(`${tools}objcopy`, ['-O', 'binary', '-j', '.text', object, code]);
  const made = readFileSync(code).subarray(Object.values(SLOTS).reduce((sum, { length }) => sum + length, 0));
  expect(guardCode(architecture).toString('hex')).toBe(made.toString('hex'));
});
