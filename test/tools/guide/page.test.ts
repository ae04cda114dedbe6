import { describe, expect, it } from 'vitest';
import { type Page, parsePage, stepsOf, withMistake } from '../../../tools/guide/page.ts';

const PAGE = `# The title

Some text
on two lines.

\`\`\`
a drawing
\`\`\`

## A section

\`\`\`console
director# ipvsadm -A -t 10.0.0.1:80 \\
  -s rr
web1..3# ip address show
1: lo

2: eth0
client# cat >file <<END
director# is no prompt here
END
\`\`\`
`;

const commands = (page: Page): string[] => page.sections.flatMap(stepsOf).map(({ command }) => command);

describe('a page', () => {
  const page = parsePage(PAGE);

  it('has sections of text, drawings and steps', () => {
    expect(page.sections.map(({ heading, parts }) => [heading, ...parts.map(({ type }) => type)])).toEqual([
      ['The title', 'text', 'verbatim'],
      ['A section', 'steps'],
    ]);
    expect(page.sections[0]?.parts[0]).toEqual({ type: 'text', text: 'Some text\non two lines.' });
  });

  it('has commands of several lines, hosts by a range, and the output of each', () => {
    expect(page.sections.flatMap(stepsOf)).toEqual([
      {
        line: 13,
        host: 'director',
        hosts: ['director'],
        command: 'ipvsadm -A -t 10.0.0.1:80 \\\n  -s rr',
        output: [],
      },
      {
        line: 15,
        host: 'web1..3',
        hosts: ['web1', 'web2', 'web3'],
        command: 'ip address show',
        output: ['1: lo', '', '2: eth0'],
      },
      {
        line: 19,
        host: 'client',
        hosts: ['client'],
        command: 'cat >file <<END\ndirector# is no prompt here\nEND',
        output: [],
      },
    ]);
  });

  it.each([
    ['text before the title', 'Text', 'line 1: a page begins with its title'],
    ['a block without an end', '# T\n```console\na# b', 'line 2: the block does not end'],
    ['output of no command', '# T\n```console\nout\n```', 'line 3: output before any command'],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parsePage(text)).toThrow(message);
  });
});

describe('a mistake', () => {
  const page = parsePage('# T\n```console\na# one -m\na# two -m\n```');

  it('is made in the first command that has what it replaces', () => {
    expect(commands(withMistake(page, { from: '-m', to: '-g' }))).toEqual(['one -g', 'two -m']);
  });

  it('is refused when it applies to no command', () => {
    expect(() => withMistake(page, { from: '-i', to: '-g' })).toThrow('no command of the page holds -i');
  });
});
