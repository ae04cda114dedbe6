/**
 * Builds dist/: the command line as one bundle, which starts nearly as fast as Node itself does, the library with its
 * types, and the completions for shells.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { build } from 'esbuild';
import { COMMON, writeBundles } from './bundle.ts';
import { COMPLETIONS } from './completions/completions.ts';

// Built aside and put in place whole: a program that runs meanwhile finds the old one or the new one.
const stage = `dist-${process.pid}`;

execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', `${stage}/lib`], { stdio: 'inherit' });

await writeBundles(stage, {
  entry: 'src/cli/main.ts',
  name: 'bundle.js',
  // The package's socket is bundled; its native part is found by a shorter way than its own (see there).
  external: ['netlink/package.json', 'zod'],
  alias: { 'node-gyp-build': './build/native-part.cjs' },
  banner: { js: '(function(exports,require,module,__filename,__dirname){' },
  footer: { js: '})' },
});
const hash = createHash('sha256')
  .update(readFileSync(`${stage}/bundle.js`))
  .digest('hex')
  .slice(0, 12);
await build({
  ...COMMON,
  entryPoints: ['build/start.cjs'],
  outfile: `${stage}/ipvsadm.cjs`,
  define: { BUNDLE_HASH: JSON.stringify(hash) },
});

mkdirSync(`${stage}/completions`);
for (const [name, text] of Object.entries(COMPLETIONS)) writeFileSync(`${stage}/completions/${name}`, text);

/** Runs a script in a Node of its own without anybody's options, which would make another compiler of it. */
const inNode = (script: string): Buffer =>
  execFileSync(process.execPath, ['--eval', script], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });

// Has all of the bundle compiled and keeps that. V8 takes it back under the flags of its making only, so those are
// the usual ones again.
inNode(`
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString('--no-lazy');
  const { keepCompiled } = require('./${stage}/ipvsadm.cjs');
  setFlagsFromString('--lazy');
  keepCompiled();`);
inNode(
  `if (!require('./${stage}/ipvsadm.cjs').wasCompiled) throw new Error('this Node does not take what it has compiled')`,
);

if (existsSync('dist')) renameSync('dist', `${stage}-old`);
renameSync(stage, 'dist');
rmSync(`${stage}-old`, { recursive: true, force: true });
