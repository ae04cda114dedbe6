import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { installCommands, writeScript } from './commands.ts';
import { type Part, prepare, TOOLS } from './parts.ts';
import { TOOLS_SUITE } from './tools.ts';

const PACKAGES = ['zsh', 'zsh-common', 'fish', 'fish-common', 'bash-completion'];

/** What these programs load. fish depends on much more, for what it does at a prompt. */
const LIBRARIES = ['libc6', 'libcap2', 'libgcc-s1', 'libpcre2-32-0', 'libstdc++6', 'libtinfo6'];

/** Shells for tests of completions, and what helps bash with these on many machines. */
const SHELLS: Part = {
  name: 'shells',
  title: 'the shells',
  suite: TOOLS_SUITE,
  packages: PACKAGES,
  wanted: (name) => PACKAGES.includes(name) || LIBRARIES.includes(name),
  shared: /^(?:zsh|fish|bash-completion)$/,
  finish: finishShells,
};

async function finishShells(staging: string, final: string): Promise<void> {
  const tools = join(cacheFolder(), TOOLS.name, 'root');
  await installCommands(staging, final, { 'usr/bin/fish': ['fish'], 'bin/zsh': [] }, tools);
  // fish finds its own files from where it is itself, if it finds both of their folders.
  symlinkSync('../etc', join(staging, 'root/usr/etc'));
  // zsh takes the folder of its modules from no variable: the first file that it reads has to tell it.
  const [version = ''] = readdirSync(join(staging, 'root/usr/lib/x86_64-linux-gnu/zsh'));
  writeFileSync(
    join(staging, '.zshenv'),
    `module_path=('${final}/root/usr/lib/x86_64-linux-gnu/zsh/${version}')
fpath=('${final}/root/usr/share/zsh/functions'/**/*(N/))
`,
  );
  writeScript(join(staging, 'bin/zsh'), `#!/bin/sh\nexport ZDOTDIR='${final}'\nexec '${final}/root/bin/zsh' "$@"\n`);
}

/**
 * Folder of the shells, made when it is not there. `bin` has zsh and fish, `root` what their packages and
 * bash-completion hold.
 */
export async function prepareShells(): Promise<string> {
  const [, shells = ''] = await prepare([TOOLS, SHELLS]);
  return shells;
}
