// Checks the prose. Comments and documents have at most 120 columns; in Markdown, tables and code blocks may have more.
// The files that a document names must exist. Code is formatted by biome. node tools/prose.mjs [FILE OR FOLDER]...
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';

const WIDTH = 120;
const COMMENT = /^\s*(\/\/|\/?\*|#)/;
const NAMED_FILE = /`((?:src|test|tools|build|docs|bin)\/[\w./-]+)`/g;
const LINK = /\]\((?!\w+:)([^)#]+)/g;

const tracked = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...process.argv.slice(2)];
const files = execFileSync('git', tracked, { encoding: 'utf8' }).split('\n').filter(existsSync);

function problems(file) {
  let inBlock = false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const found = (problem) => `${file}:${index + 1}: ${problem}`;
      if (!file.endsWith('.md'))
        return line.length > WIDTH && COMMENT.test(line) ? [found(`${line.length} columns`)] : [];
      if (line.startsWith('```')) inBlock = !inBlock;
      if (inBlock || line.startsWith('    ')) return [];
      const paths = [...line.matchAll(NAMED_FILE)].map(([, path]) => path).filter((path) => !path.includes('NAME'));
      const links = [...line.matchAll(LINK)].map(([, path]) => join(dirname(file), path));
      const missing = [...paths, ...links].filter((path) => !existsSync(path)).map((path) => found(`no file ${path}`));
      return line.length > WIDTH && !line.startsWith('|') ? [...missing, found(`${line.length} columns`)] : missing;
    });
}

const checked = files.filter((file) => /\.(ts|mjs|cjs|js|sh|pl|c|md)$/.test(file));
const all = checked.flatMap(problems);
process.stderr.write(all.map((problem) => `${problem}\n`).join(''));
process.exitCode = all.length > 0 ? 1 : 0;
