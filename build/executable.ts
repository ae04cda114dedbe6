/**
 * Builds the executable, which needs no Node: `out/ARCHITECTURE/ipvsadm`, and links to it by the names of the other
 * programs. `npm run build:executable -- --arch arm64` builds for another processor; without, for this one.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Plugin } from 'esbuild';
import { PROGRAMS } from '../src/cli/programs.ts';
import { type Architecture, bunFor } from './bun.ts';
import { writeBundles } from './bundle.ts';
import { insertGuard } from './guard/guard.ts';

/** Where a source has a twin for Bun, `NAME.bun.ts`, that one is taken. */
const twins: Plugin = {
  name: 'twins',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const twin = resolve(resolveDir, path.replace(/\.ts$/, '.bun.ts'));
      return existsSync(twin) ? { path: twin } : undefined;
    });
  },
};

/** Nothing of the working directory may have a say in what a program does that root runs. */
const NOTHING_FROM_OUTSIDE = ['dotenv', 'bunfig', 'tsconfig', 'package-json'].map(
  (name) => `--no-compile-autoload-${name}`,
);

/**
 * How much more often code must run before a compiler takes it, as a factor. A usual run is over before compiled code
 * pays for its compiler and the threads that it starts. That of 10,000 servers takes as long as with 16, and a quarter
 * less memory.
 */
const COMPILE_LATER = '--compile-jit-policy=256';

/** The architecture of a name, as Node spells it. */
function requireArchitecture(name: string): Architecture {
  if (name === 'x64' || name === 'arm64') return name;
  throw new Error(`no executable for ${name}: there is x64 and arm64`);
}

const { values } = parseArgs({ options: { arch: { type: 'string', default: process.arch } } });
const architecture = requireArchitecture(values.arch);
const out = join('out', architecture);
const stage = `${out}-${process.pid}`;
const program = resolve(stage, 'ipvsadm');

rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
const bundles = join(stage, 'bundles');
await writeBundles(bundles, {
  entry: 'build/entry.ts',
  name: 'ipvsadm.cjs',
  external: ['bun:ffi'],
  plugins: [twins],
});
const words = [
  ...['build', '--compile', '--bytecode', '--format=cjs', '--minify', COMPILE_LATER, ...NOTHING_FROM_OUTSIDE],
  ...[`--target=bun-linux-${architecture}`, `--compile-executable-path=${bunFor(architecture)}`],
  ...['--outfile', program, 'ipvsadm.cjs'],
];
execFileSync(bunFor(requireArchitecture(process.arch)), words, {
  cwd: bundles,
  stdio: ['ignore', 'ignore', 'inherit'],
});
insertGuard(program, architecture);
rmSync(bundles, { recursive: true });
for (const name of Object.keys(PROGRAMS)) if (name !== 'ipvsadm') symlinkSync('ipvsadm', join(stage, name));
rmSync(out, { recursive: true, force: true });
renameSync(stage, out);
