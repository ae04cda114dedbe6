import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readFully, writeFully } from '../../../src/cli/files/streams.ts';

it('a text is written in full before the call returns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-output-'));
  const file = join(folder, 'file');
  const descriptor = openSync(file, 'w');
  try {
    const text = 'é€\u{1f600}\n'.repeat(100_000);
    writeFully(descriptor, text);
    writeFully(descriptor, '');
    writeFully(descriptor, Buffer.from('bytes'));
    expect(readFileSync(file, 'utf8')).toBe(`${text}bytes`);
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
});

it('the system’s errors are thrown', () => {
  const full = openSync('/dev/full', 'w');
  try {
    expect(() => writeFully(full, 'x')).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
  } finally {
    closeSync(full);
  }
  expect(() => writeFully(full, 'x')).toThrow(expect.objectContaining({ code: 'EBADF' }));
});

it('a pipe that takes a part at a time, and has no room for a while, gets everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-output-'));
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const text = '0123456789\n'.repeat(50_000);
  const reader = spawn('sh', ['-c', `sleep 0.3; head -c ${text.length} "$0" >"$0.copy"`, pipe]);
  const ended = once(reader, 'close');
  const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    writeFully(descriptor, text);
    await ended;
    expect(readFileSync(`${pipe}.copy`, 'utf8')).toBe(text);
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
});

it('a pipe that has nothing to read for a while is read to its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-input-'));
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  const text = 'é€\u{1f600}\n'.repeat(20_000);
  writeFileSync(`${pipe}.text`, text);
  const writer = spawn('sh', ['-c', 'exec 3>"$0"; head -c 7 "$0.text" >&3; sleep 0.3; tail -c +8 "$0.text" >&3', pipe]);
  const descriptor = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    // Without a writer a non-blocking pipe is at its end at once.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(readFully(descriptor)).toBe(text);
    await once(writer, 'close');
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
});

it('what cannot be read is the system’s error', () => {
  const folder = openSync(tmpdir(), 'r');
  try {
    expect(() => readFully(folder)).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  } finally {
    closeSync(folder);
  }
});
