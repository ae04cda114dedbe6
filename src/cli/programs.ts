import type { Command, CommandOf } from '../rules/command.ts';
import { UsageError } from '../rules/errors.ts';
import type { Names } from '../rules/names.ts';
import { parseCommand } from '../rules/parse.ts';
import { EXIT } from './exit-status.ts';
import { CommandError } from './report/errors.ts';

type Parse = (words: readonly string[], names: Names) => Command;

/** The programs of the package, each by its way of reading its words. */
export const PROGRAMS = {
  ipvsadm: (words, names) => parseCompletion(words) ?? parseCommand(words, names),
  'ipvsadm-save': script('ipvsadm-save [-n] [--all] [--output FILE] [--netns NAMESPACE]', (words, names) =>
    parseCommand(['--save', ...words], names),
  ),
  // 1.31's script ignores all words, and `-n` is what people give it by analogy.
  'ipvsadm-restore': script('ipvsadm-restore [-n] [--netns NAMESPACE] < FILE', (words, names) => {
    parseCommand(['--restore', ...words.filter((word) => word !== '-n')], names);
    return { type: 'restore', clear: true };
  }),
} as const satisfies Readonly<Record<string, Parse>>;

export type ProgramName = keyof typeof PROGRAMS;

/** `--complete OPTION [WORD]...`, by which the completions of shells ask. No command of rules, so it is in no table. */
function parseCompletion([first, option = '', ...words]: readonly string[]): CommandOf<'complete'> | undefined {
  return first === '--complete' ? { type: 'complete', option, words } : undefined;
}

/** The words of a command line: those that were given, or those that somebody is typing. */
export const typedWords = (words: readonly string[]): readonly string[] => parseCompletion(words)?.words ?? words;

/** A program that is one command of ipvsadm: errors of its words are reported with its usage. */
function script(usage: string, parse: Parse): Parse {
  return (words, names) => {
    if (words.includes('-h') || words.includes('--help')) return { type: 'help', text: `Usage: ${usage}\n` };
    try {
      return parse(words, names);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new CommandError(`${error.message}. Usage: ${usage}`, EXIT.scriptUsage, { cause: error });
    }
  };
}
