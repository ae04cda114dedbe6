import process from 'node:process';
import { styleText } from 'node:util';

const WIDTH = 100;
const INDENT = '  ';

const bold = (text: string): string => (process.stdout.isTTY ? styleText('bold', text) : text);

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const heading = (text: string): void => print(`${bold(text)}\n`);

/** Prints text unchanged, but indented. */
export const verbatim = (text: string): void => print(text.replace(/\n$/, '').replaceAll(/^(?=.)/gm, INDENT));

/** Prints a paragraph of Markdown with new line breaks. A list item begins a line. */
export function paragraph(text: string): void {
  verbatim(
    `${text
      .split(/\n(?=- )/)
      .map(wrap)
      .join('\n')}\n\n`,
  );
}

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length < WIDTH) lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

/** Prints a command as typed at a host's prompt. */
export const prompt = (host: string, command: string): void => print(`${INDENT}${host}# ${bold(command)}`);
