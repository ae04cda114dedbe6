/**
 * Writes the reference of the library from its docstrings: `docs/api`, a Markdown page for each name.
 *
 * A public name without a docstring is an error, and so is a type that a user meets but cannot import.
 * `--check` looks for these and writes nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { undocumented } from './undocumented.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The declarations that a build writes. */
const DECLARATIONS = join(ROOT, 'dist/lib/index.d.ts');
/** What the extractor hands to the documenter. */
const MODEL = join(ROOT, '.cache/api');
const PAGES = join(ROOT, 'docs/api');

/** Reads the declarations. Returns what is wrong with them, a line each. */
function extract(modelFile: string): string[] {
  const faults: string[] = [];
  const reported = { default: { logLevel: ExtractorLogLevel.Error } };
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: DECLARATIONS,
      compiler: { overrideTsconfig: { extends: './tsconfig.json', files: [DECLARATIONS], include: [] } },
      docModel: { enabled: true, apiJsonFilePath: modelFile },
      messages: {
        extractorMessageReporting: {
          ...reported,
          // Everything that is exported is public.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: reported,
        compilerMessageReporting: reported,
      },
    },
  });
  Extractor.invoke(config, {
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) faults.push(message.formatMessageWithLocation(ROOT));
      message.handled = true;
    },
  });
  return [...faults, ...undocumented(modelFile).map((name) => `${name} has no docstring`)];
}

function writePages(): number {
  const { status } = spawnSync('api-documenter', ['markdown', '-i', MODEL, '-o', PAGES], { stdio: 'inherit' });
  return status ?? 1;
}

rmSync(MODEL, { recursive: true, force: true });
mkdirSync(MODEL, { recursive: true });
const faults = extract(join(MODEL, 'ipvsadm-ts.api.json'));
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
else if (!process.argv.includes('--check')) process.exitCode = writePages();
