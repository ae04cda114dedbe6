import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runOrFail } from './program.ts';

/** Folders of libraries below an unpacked root: Debian 12 has both, Debian 13 the second only. */
const LIBRARY_FOLDERS = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'];
const LOADER = 'ld-linux-x86-64.so.2';

function libraryPath(root: string): string {
  return LIBRARY_FOLDERS.map((folder) => join(root, folder)).join(':');
}

function loaderOf(root: string): string {
  const [old, merged] = LIBRARY_FOLDERS.map((folder) => join(folder, LOADER));
  return old && existsSync(join(root, old)) ? old : (merged ?? '');
}

/**
 * Ties a program to the C library and the other libraries unpacked beside it, so that it runs whatever this machine
 * has. Unlike LD_LIBRARY_PATH this reaches none of the programs that it starts.
 * @param root where the program is now
 * @param finalRoot where it will be when it runs
 * @param tools an unpacked root with patchelf
 */
export async function makeSelfContained(
  root: string,
  finalRoot: string,
  program: string,
  tools: string,
): Promise<void> {
  // RPATH, not RUNPATH: only RPATH holds for the libraries' own libraries and for what they load at run time.
  const settings = ['--force-rpath', '--set-rpath', libraryPath(finalRoot)];
  const interpreter = ['--set-interpreter', join(finalRoot, loaderOf(root))];
  // patchelf itself is no more at home on this machine than the others: its own loader starts it.
  const patchelf = ['--library-path', libraryPath(tools), join(tools, 'usr/bin/patchelf')];
  await runOrFail(`cannot prepare ${program}`, join(tools, loaderOf(tools)), [
    ...patchelf,
    ...settings,
    ...interpreter,
    join(root, program),
  ]);
}
