/** Where a run of the executable begins. Which of the programs it is says the name that it was started by. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { main } from '../src/cli/main.ts';
import { PROGRAMS, type ProgramName } from '../src/cli/programs.ts';

const isProgram = (name: string): name is ProgramName => Object.hasOwn(PROGRAMS, name);

/** This file, by the name that it was started by: as a shell has found it, or else beside the file itself. */
function ownPath(): string {
  const name = process.argv0;
  const folders = name.includes('/') ? ['.'] : (process.env.PATH ?? '').split(':');
  const paths = folders.map((folder) => resolve(folder, name));
  return paths.find(isOurs) ?? join(dirname(process.execPath), basename(name));
}

function isOurs(path: string): boolean {
  try {
    return realpathSync(path) === process.execPath;
  } catch {
    return false;
  }
}

const name = basename(process.argv0);
void main(isProgram(name) ? name : 'ipvsadm', () => [ownPath()]);
