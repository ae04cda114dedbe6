import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Part, prepare } from './parts.ts';
import { TOOLS_SUITE } from './tools.ts';

const PROGRAM = 'usr/bin/qemu-aarch64-static';

/** Runs programs of arm64 on another processor, one by one: without a kernel of their own. */
const ARM64: Part = {
  name: 'arm64',
  title: 'the emulator of arm64',
  suite: TOOLS_SUITE,
  packages: ['qemu-user-static', 'libc6-arm64-cross'],
  wanted: (name) => ['qemu-user-static', 'libc6-arm64-cross'].includes(name),
  finish: async (staging) => {
    const programs = join(staging, 'root/usr/bin');
    for (const name of readdirSync(programs)) {
      if (!PROGRAM.endsWith(name)) rmSync(join(programs, name), { recursive: true });
    }
  },
};

/**
 * The words that run a program of arm64 here.
 * @throws LabFailure when the emulator cannot be downloaded
 */
export async function arm64Words(): Promise<readonly [string, ...string[]]> {
  const [folder = ''] = await prepare([ARM64]);
  return [join(folder, 'root', PROGRAM), '-L', join(folder, 'root/usr/aarch64-linux-gnu')];
}
