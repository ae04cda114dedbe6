import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Architecture } from '../bun.ts';
import type { Entry, Source } from './contents.ts';

/** One package to be made. */
export interface Making {
  readonly architecture: Architecture;
  /** The executable for this processor. */
  readonly executable: string;
  /** Seconds since 1970: the time of all files, and that of the making. */
  readonly epoch: number;
  /** An empty folder to work in. */
  readonly stage: string;
  /** Where the package goes. */
  readonly out: string;
}

/** Lays the entries out in a new folder, as they will be on a machine, but for the owners. */
export function layOut(folder: string, entries: readonly Entry[], { executable, epoch }: Making): void {
  for (const entry of entries) {
    const path = join(folder, entry.to);
    mkdirSync(dirname(path), { recursive: true });
    if (entry.kind === 'link') symlinkSync(entry.target, path);
    else {
      if (entry.from === 'executable') copyFileSync(executable, path);
      else writeFileSync(path, contentOf(entry.from));
      chmodSync(path, entry.mode);
    }
  }
  settle(folder, epoch);
}

function contentOf(from: Exclude<Source, 'executable'>): string | Buffer {
  if ('text' in from) return from.text;
  if ('file' in from) return readFileSync(from.file);
  return execFileSync('gzip', ['-9nc', from.gzip]);
}

/** Gives all below a folder one time, and folders one mode, whatever the umask is. */
function settle(folder: string, epoch: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) settle(path, epoch);
    else lutimesSync(path, epoch, epoch);
  }
  chmodSync(folder, 0o755);
  lutimesSync(folder, epoch, epoch);
}
