import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { helpText } from './help.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What `--version` prints. Programs look for the first two words: they name the ipvsadm whose command line this is. */
const VERSION_TEXT = `ipvsadm v1.31 (ipvsadm-ts v${version}, IPVS v1.2.1)\n`;

/** Texts that the build puts in, so that no start has to make them. */
const TEXTS = { VERSION_TEXT: JSON.stringify(VERSION_TEXT), HELP_TEXT: JSON.stringify(helpText(VERSION_TEXT)) };

/** What few starts need are files of their own: in the one bundle, the others would share their parts lazily. */
const APART = [
  { source: 'src/cli/help.ts', file: 'help.cjs' },
  { source: 'src/cli/commands/complete.ts', file: 'complete.cjs' },
  { source: 'src/cli/commands/diagnose.ts', file: 'diagnose.cjs' },
  { source: 'src/cli/commands/watch.ts', file: 'watch.cjs' },
  { source: 'src/metrics/render.ts', file: 'metrics.cjs' },
  { source: 'src/json/read.ts', file: 'json.cjs' },
  { source: 'src/ipvs/wire/trace.ts', file: 'trace.cjs' },
] as const;

const apart: Plugin = {
  name: 'apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = relative('.', join(resolveDir, path));
      const part = APART.find((one) => one.source === source);
      return part && { path: `./${part.file}`, external: true };
    });
  },
};

/** What all that is written here has in common. */
export const COMMON = {
  minify: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning',
  // The library starts a program that lies beside its own file, which the command line does not.
  logOverride: { 'empty-import-meta': 'silent' },
} as const satisfies BuildOptions;

/** How the command line is bundled for one runtime. */
export interface BundleOptions extends Pick<BuildOptions, 'alias' | 'banner' | 'external' | 'footer'> {
  /** What begins a run. */
  readonly entry: string;
  /** Name of the file that is made of it. */
  readonly name: string;
  readonly plugins?: readonly Plugin[];
}

/** Writes the command line into a folder: the bundle of all that a usual start needs, and beside it the rest. */
export async function writeBundles(folder: string, options: BundleOptions): Promise<void> {
  const { entry, name, plugins = [], ...runtime } = options;
  const bundle = (source: string, file: string, own: BuildOptions = {}) =>
    build({
      ...COMMON,
      ...own,
      bundle: true,
      entryPoints: [source],
      outfile: `${folder}/${file}`,
      supported: { 'dynamic-import': false },
      define: TEXTS,
      plugins: [apart, ...plugins],
    });
  const { metafile } = await bundle(entry, name, { ...runtime, metafile: true });
  const within = APART.find(({ source }) => source in (metafile?.inputs ?? {}));
  if (within !== undefined) throw new Error(`${within.source} is in ${name}: something imports it at once`);
  const { external = [], alias = {} } = runtime;
  for (const { source, file } of APART) await bundle(source, file, { external, alias });
}
