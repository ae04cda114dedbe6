import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processStat } from '../../../src/cli/files/process-stat.ts';

test('a name with blanks and parentheses moves no field', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-stat-'));
  const program = join(folder, 'a) S (b');
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['60']);
  try {
    const [state, parent] = processStat(child.pid ?? 0);
    expect(state).toMatch(/^[RSD]$/);
    expect(parent).toBe(String(process.pid));
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});

test('a process that is not there has no fields', () => {
  expect(processStat(2 ** 31 - 1)).toEqual(['']);
});
