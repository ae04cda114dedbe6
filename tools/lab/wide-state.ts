import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Part, prepare } from './parts.ts';
import { runOrFail } from './program.ts';
import { TOOLS_SUITE } from './tools.ts';

const SOURCE = fileURLToPath(new URL('wide-state.c', import.meta.url));
const LIBRARY = 'wide-state.so';

/** A compiler that needs no linker and no headers, and what it makes of our source. */
const WIDE_STATE: Part = {
  name: 'wide-state',
  title: 'a compiler, as this processor has AMX',
  suite: TOOLS_SUITE,
  packages: ['tcc'],
  wanted: (name) => name === 'tcc',
  finish: async (staging) => {
    const args = ['-shared', '-nostdlib', '-o', join(staging, LIBRARY), SOURCE];
    await runOrFail(`cannot compile ${SOURCE}`, join(staging, 'root/usr/bin/tcc'), args);
  },
};

/** Whether processes have more state here than User-Mode Linux keeps: see wide-state.c. */
const hasWideState = (): boolean => /^flags\s*:.*\bamx_tile\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));

/**
 * What User-Mode Linux has to find in its environment to run on this processor.
 * @throws LabFailure when it is not to be had
 */
export async function wideStateEnvironment(): Promise<Readonly<Record<string, string>>> {
  if (!hasWideState()) return {};
  const [folder = ''] = await prepare([WIDE_STATE]);
  return { LD_PRELOAD: join(folder, LIBRARY) };
}
