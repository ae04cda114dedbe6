import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMPLETIONS } from '../../../build/completions/completions.ts';
import { COMMANDS } from '../../../src/rules/commands.ts';
import { OPTIONS } from '../../../src/rules/options.ts';

const rows: readonly { long: string; short?: string; alias?: string }[] = [...COMMANDS, ...OPTIONS];

describe.each([
  ['ipvsadm.bash', (long: string) => `--${long}`, (letter: string) => `-${letter}`],
  ['_ipvsadm', (long: string) => `--${long}`, (letter: string) => `-${letter}`],
  ['ipvsadm.fish', (long: string) => `-l ${long}`, (letter: string) => `-s ${letter}`],
] as const)('%s', (name, longOf, shortOf) => {
  const words = COMPLETIONS[name].replaceAll(/["'|,{}()=+]/g, ' ');

  it.each(rows.map(({ long, short, alias }) => [long, short, alias] as const))('has --%s', (long, ...letters) => {
    expect(` ${words} `).toContain(` ${longOf(long)} `);
    for (const letter of letters) if (letter !== undefined) expect(` ${words} `).toContain(` ${shortOf(letter)} `);
  });

  it('does not offer --complete, which is for scripts alone', () => {
    const spoken = words.split('\n').filter((line) => line.includes('--complete'));
    expect(spoken).toEqual([expect.stringContaining('ipvsadm --complete')]);
  });
});

it('bash takes its script, also as POSIX wants it', () => {
  const { status, stderr } = spawnSync('bash', ['--posix', '-n'], {
    input: COMPLETIONS['ipvsadm.bash'],
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
