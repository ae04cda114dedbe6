import process from 'node:process';
import { styleText } from 'node:util';
import type { Shares } from '../scenarios/shares.ts';

const WIDTH = 88;
const INDENT = '  ';

const bold = (text: string): string => (process.stdout.isTTY ? styleText('bold', text) : text);

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const heading = (text: string): void => print(`\n${bold(text)}`);

/** Prints text as it stands, indented. */
export const verbatim = (text: string): void => print(text.replace(/\n$/, '').replaceAll(/^(?=.)/gm, INDENT));

/** Prints running text, broken into lines. */
export function paragraph(text: string): void {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length < WIDTH) lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    else lines.push(word);
  }
  verbatim(`${lines.join('\n')}\n\n`);
}

/** Prints a command as typed at a host's prompt. */
export const prompt = (host: string, command: string): void => print(`${INDENT}${host}# ${bold(command)}`);

/** Prints what a host's user does other than by a command line. */
export const action = (host: string, text: string): void => print(`\n${INDENT}${host}: ${text}`);

/** Prints how many requests each server answered, as bars. */
export function bars(shares: Shares): void {
  for (const [server, count] of Object.entries(shares)) {
    print(`${INDENT}${INDENT}${server.padEnd(10)} ${'#'.repeat(count).padEnd(12)} ${count}`);
  }
}
