// Builds dist/: the command line as one bundle, which starts nearly as fast as Node itself does, and the library with
// its types.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { build } from 'esbuild';
import { tsImport } from 'tsx/esm/api';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
// Programs look for the first two words: they name the ipvsadm whose command line this is.
const versionText = `ipvsadm v1.31 (ipvsadm-ts v${version}, IPVS v1.2.1)\n`;
const { helpText } = await tsImport('./help.ts', import.meta.url);

// Built aside and put in place whole: a program that runs meanwhile finds the old one or the new one.
const stage = `dist-${process.pid}`;

execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', `${stage}/lib`], { stdio: 'inherit' });

writeFileSync(`${stage}/help.txt`, helpText(versionText));

/** What few starts need are bundles of their own: in the one bundle, the others would share their parts lazily. */
const apart = {
  name: 'apart',
  setup: ({ onResolve }) => {
    for (const [filter, path] of [
      [/\/json\/read\.ts$/, './json.cjs'],
      [/\/wire\/trace\.ts$/, './trace.cjs'],
    ]) {
      onResolve({ filter }, ({ kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
    }
  },
};

const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning',
};

const bundle = (entry, name, wrapping) =>
  build({
    ...options,
    ...wrapping,
    entryPoints: [entry],
    outfile: `${stage}/${name}`,
    // The package's socket is bundled; its native part is found by a shorter way than its own (see there).
    external: ['netlink/package.json', 'zod'],
    alias: { 'node-gyp-build': './build/native-part.cjs' },
    supported: { 'dynamic-import': false },
    define: { VERSION_TEXT: JSON.stringify(versionText) },
    plugins: [apart],
  });

await bundle('src/cli/main.ts', 'bundle.js', {
  banner: { js: '(function(exports,require,module,__filename,__dirname){' },
  footer: { js: '})' },
});
await bundle('src/json/read.ts', 'json.cjs');
await bundle('src/ipvs/wire/trace.ts', 'trace.cjs');
const hash = createHash('sha256')
  .update(readFileSync(`${stage}/bundle.js`))
  .digest('hex')
  .slice(0, 12);
await build({
  ...options,
  bundle: false,
  entryPoints: ['build/start.cjs'],
  outfile: `${stage}/ipvsadm.cjs`,
  define: { BUNDLE_HASH: JSON.stringify(hash) },
});

/** Runs a script in a Node of its own without anybody's options, which would make another compiler of it. */
const inNode = (script) =>
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
