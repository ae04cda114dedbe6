import { Terminal } from '@xterm/headless';
import { expect, it } from 'vitest';
import { svgOf } from '../../../tools/pictures/svg.ts';

/** The picture of a terminal after something was written to it, without what all pictures have. */
async function picture(text: string): Promise<string[]> {
  const terminal = new Terminal({ cols: 10, rows: 2, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  return svgOf(terminal.buffer.active, '$ <', 10, 2).trim().split('\n').slice(1, -1);
}

it('draws each run of characters of one look where it stands', async () => {
  expect((await picture('a  \x1b[1mb<\x1b[m\r\n  c')).slice(3)).toEqual([
    '<text x="12.0" y="43" textLength="8.4" fill="#d4d4d4" xml:space="preserve">a</text>',
    '<text x="37.2" y="43" textLength="16.8" fill="#d4d4d4" font-weight="bold" xml:space="preserve">b&lt;</text>',
    '<text x="28.8" y="61" textLength="8.4" fill="#d4d4d4" xml:space="preserve">c</text>',
  ]);
});

it('draws colours, and a bar below what is in inverse', async () => {
  expect((await picture('\x1b[33mx\x1b[m\x1b[7my \x1b[m')).slice(3)).toEqual([
    '<text x="12.0" y="43" textLength="8.4" fill="#e5c07b" xml:space="preserve">x</text>',
    '<rect x="20.4" y="30" width="16.8" height="18" fill="#d4d4d4"/>',
    '<text x="20.4" y="43" textLength="8.4" fill="#1b1d23" xml:space="preserve">y</text>',
  ]);
});

it('has what was typed as its title, and above', async () => {
  const [title, , prompt] = await picture('x');
  expect(title).toBe('<title>$ &lt;</title>');
  expect(prompt).toBe(
    '<text x="12.0" y="25" textLength="25.2" fill="#d4d4d4" font-weight="bold" xml:space="preserve">$ &lt;</text>',
  );
});
