import { copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAM_NAMES, programPath } from '../programs.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

/** What a run needs besides its options. */
export interface RunFiles {
  /** Our script that is the first process there. */
  readonly script: 'guest.sh' | 'native.sh';
  readonly command: readonly string[];
  /** What the command finds in its environment besides the caller's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders of programs, first of the PATH. */
  readonly programs: readonly string[];
  /** Folder of iptables' extensions. */
  readonly extensions: string;
  /** Variables of `script`. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Makes a folder of its own for one run, with what the first process of the guest reads. Whoever runs it removes it.
 */
export function makeRunFolder(files: RunFiles): string {
  const { script, command, programs, extensions, settings } = files;
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-lab-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of PROGRAM_NAMES) symlinkSync(programPath(name), join(bin, name));
  const caller = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  const path = [...programs, bin, dirname(process.execPath), caller, '/usr/sbin', '/sbin'].join(delimiter);

  copyFileSync(join(HERE, script), join(folder, script));
  writeFileSync(join(folder, 'settings'), assignments({ ...settings, PATH: path }).join('\n'));
  const environment = { ...process.env, ...files.environment, PATH: path, XTABLES_LIBDIR: extensions };
  writeFileSync(join(folder, 'command'), commandScript(process.cwd(), environment, command));
  return folder;
}

/**
 * A script that becomes the command, in the caller's folder, with exactly this environment, and with every signal as
 * at a program's start: a shell has its background commands ignore SIGINT and SIGQUIT, and so would their children.
 */
export function commandScript(folder: string, environment: NodeJS.ProcessEnv, command: readonly string[]): string {
  const words = [...assignments(environment), ...(command.length > 0 ? command : ['bash']).map(quote)];
  return `cd ${quote(folder)} || exit 126\nexec env --default-signal -i ${words.join(' \\\n')}\n`;
}

function assignments(variables: NodeJS.ProcessEnv): string[] {
  return Object.entries(variables).map(
    ([name, value = '']) => `${/^\w+$/.test(name) ? name : quote(name)}=${quote(value)}`,
  );
}

/** One word of a shell script, whatever it holds. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
