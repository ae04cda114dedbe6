/** Makes packages around a small stand-in for the executable: the real one takes a minute to compress. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Architecture } from '../../build/bun.ts';
import type { Making } from '../../build/package/tree.ts';

/** In the future: the tools set back only newer times, so a time that we forget to set shows. */
export const EPOCH = 2_000_000_000;

/** Notes its name and its words. Nothing of the kernel is touched that way. */
const STAND_IN = '#!/bin/sh\necho "$(basename "$0") $*" >>/calls\n';

/** A folder that is gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-packages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a package and gives its path. */
export async function make(
  write: (making: Making) => Promise<void>,
  architecture: Architecture = 'x64',
  folder = newFolder(),
): Promise<string> {
  const executable = join(folder, 'stand-in');
  const [stage, out] = [join(folder, 'stage'), join(folder, 'out')];
  writeFileSync(executable, STAND_IN);
  chmodSync(executable, 0o755);
  for (const each of [stage, out]) mkdirSync(each);
  await write({ architecture, executable, epoch: EPOCH, stage, out });
  const [name = ''] = readdirSync(out);
  return join(out, name);
}
