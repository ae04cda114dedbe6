import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandScript } from '../../../tools/lab/run-folder.ts';

function run(folder: string, environment: NodeJS.ProcessEnv, command: readonly string[]) {
  return spawnSync('sh', ['-c', commandScript(folder, { PATH: process.env.PATH, ...environment }, command)], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LEAK: 'yes' },
  });
}

test.each([
  ['spaces', ['a  b', ' ']],
  ['quotes', [`'`, `it's "so"`, `'\\''`]],
  ['what a shell expands', ['$HOME', '`id`', '*', '~', '!x', 'a;b', '&', '\\n']],
  ['lines, and no character at all', ['a\nb\n', '']],
  ['words that look like options or variables', ['-i', '--', 'A=b']],
  ['other alphabets', ['日本', 'ö']],
])('arguments with %s arrive as they are', (_, words) => {
  const { stdout } = run('/', {}, ['node', '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words]);
  expect(JSON.parse(stdout)).toEqual(words);
});

test('the folder and exactly this environment', () => {
  const environment = { PLAIN: 'a b', "odd'name": '$x', EMPTY: '' };
  const { stdout } = run('/usr', environment, ['node', '-p', 'JSON.stringify([process.cwd(), process.env])']);
  expect(JSON.parse(stdout)).toEqual(['/usr', { PATH: process.env.PATH, ...environment }]);
});

test('a folder that is gone fails like a command that cannot run', () => {
  expect(run('/nowhere/at/all', {}, ['true']).status).toBe(126);
});
