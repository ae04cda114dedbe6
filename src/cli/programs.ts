import type { Command } from '../rules/command.ts';
import type { Names } from '../rules/names.ts';
import { parseCommand } from '../rules/parse.ts';
import { CommandError } from './errors.ts';

/** Status of ipvsadm-save and ipvsadm-restore for words that they do not know, as of 1.31's scripts. */
const SCRIPT_USAGE_STATUS = 1;

type Parse = (words: readonly string[], names: Names) => Command;

/** The programs of the package, each by its way of reading its words. */
export const PROGRAMS = {
  ipvsadm: parseCommand,
  'ipvsadm-save': script('ipvsadm-save [-n]', (words) => ({ type: 'save', numeric: words.includes('-n') })),
  // 1.31's script ignores all words, and `-n` is what people give it by analogy.
  'ipvsadm-restore': script('ipvsadm-restore [-n] < FILE', () => ({ type: 'restore', clear: true })),
} as const satisfies Readonly<Record<string, Parse>>;

export type ProgramName = keyof typeof PROGRAMS;

/** A program whose one option is `-n`. */
function script(usage: string, command: (words: readonly string[]) => Command): Parse {
  return (words) => {
    const [unknown] = words.filter((word) => word !== '-n');
    if (unknown === undefined) return command(words);
    const text = `Usage: ${usage}`;
    if (unknown === '-h' || unknown === '--help') return { type: 'help', text: `${text}\n` };
    throw new CommandError(`unexpected argument ${unknown}. ${text}`, SCRIPT_USAGE_STATUS);
  };
}
