/**
 * Writes a page for each finding of `ipvsadm --diagnose` from the table of checks: `docs/findings`. Its example is what
 * the check says of a recorded host. The list of findings in ipvsadm(8) is written, too. `--check` writes nothing, and
 * fails where something is not current.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CHECKS } from '../../src/diagnose/checks/index.ts';
import { exampleOf } from '../../test/diagnose/example.ts';
import { indexOf, manualOf, pageOf } from './page.ts';

const FOLDER = 'docs/findings';
const MANUAL = 'docs/man/ipvsadm.8';

/** What is between these lines of the manual page is written here. */
const LIST = /(?<=^\.\\" begin of the findings: npm run findings\n)[\s\S]*(?=^\.\\" end of the findings$)/m;

/** Every file, as it has to be. */
async function current(): Promise<Map<string, string>> {
  const files = new Map([[join(FOLDER, 'README.md'), indexOf(CHECKS)]]);
  for (const check of CHECKS) files.set(join(FOLDER, `${check.code}.md`), pageOf(check, await exampleOf(check)));
  files.set(
    MANUAL,
    readFileSync(MANUAL, 'utf8').replace(LIST, () => manualOf(CHECKS)),
  );
  return files;
}

const files = await current();
mkdirSync(FOLDER, { recursive: true });
const stale = readdirSync(FOLDER)
  .map((name) => join(FOLDER, name))
  .filter((path) => !files.has(path));
const changed = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
if (process.argv.includes('--check')) {
  for (const path of [...stale, ...changed.map(([path]) => path)]) {
    process.stderr.write(`${path} is not current: npm run findings\n`);
    process.exitCode = 1;
  }
} else {
  for (const path of stale) rmSync(path);
  for (const [path, text] of changed) writeFileSync(path, text);
}
