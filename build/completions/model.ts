/** What shells complete, from the tables of commands and options. Each shell writes it in its own words. */
import { PROGRAMS, type ProgramName } from '../../src/cli/programs.ts';
import { CHECKS } from '../../src/diagnose/checks/index.ts';
import { COMMANDS, type CommandDefinition } from '../../src/rules/commands.ts';
import { type Completion, completionOf } from '../../src/rules/completion.ts';
import { OPTIONS, type OptionDefinition, type OptionName, optionName } from '../../src/rules/options.ts';

/** A value that is known when the package is built. */
export interface Word {
  readonly word: string;
  readonly about?: string;
}

/** Where the values of an option come from: words, files, folders, the program itself, or nowhere. */
export type Values = readonly Word[] | 'file' | 'folder' | 'asked' | 'anything';

/** One option that a shell offers; a command is one, too. */
export interface Offer {
  readonly long: string;
  readonly letters: readonly string[];
  readonly help: string;
  readonly value?: { readonly placeholder: string; readonly optional: boolean; readonly values: Values } | undefined;
}

/** Options that ipvsadm 1.31 takes with every command, and the one beside which each has a meaning. */
const BESIDE: Readonly<Record<string, OptionName>> = { ipv6: 'service-address', sort: 'nosort' };

const namesOf = ({ required = [], allowed = [] }: CommandDefinition): readonly OptionName[] => [
  ...required,
  ...allowed,
];

const COMMAND_ROWS: readonly CommandDefinition[] = COMMANDS;

function offerOf(row: CommandDefinition | OptionDefinition, letters: readonly (string | undefined)[]): Offer {
  const { long, help, value: placeholder } = row;
  const optional = 'optionalValue' in row || 'default' in row;
  return {
    long,
    letters: letters.filter((letter) => letter !== undefined),
    help,
    value:
      placeholder === undefined ? undefined : { placeholder, optional, values: valuesOf(completionOf(placeholder)) },
  };
}

function valuesOf(completion: Completion | readonly string[]): Values {
  if (typeof completion !== 'string') return completion.map((word) => ({ word }));
  if (completion === 'finding') return CHECKS.map(({ code, title }) => ({ word: code, about: title }));
  return completion === 'file' || completion === 'folder' || completion === 'anything' ? completion : 'asked';
}

/** The commands of ipvsadm. */
export const COMMAND_OFFERS: readonly Offer[] = COMMAND_ROWS.map((row) => offerOf(row, [row.short, row.alias]));

/** The other options of ipvsadm, with the name of which one line has one at most. */
const OPTION_OFFERS: readonly (readonly [OptionName, Offer])[] = OPTIONS.map((row) => {
  const option: OptionDefinition = row;
  return [optionName(row), offerOf(option, [option.short])];
});

const REPEATABLE: readonly string[] = OPTIONS.flatMap((row: OptionDefinition) => (row.repeatable ? [row.long] : []));

/** All that ipvsadm takes. */
export const OFFERS: readonly Offer[] = [...COMMAND_OFFERS, ...OPTION_OFFERS.map(([, offer]) => offer)];

/** The options that a command allows. One that no command lists goes with each of them. */
export function allowedBy(command: Offer): readonly Offer[] {
  const names = COMMAND_ROWS.filter(({ long }) => long === command.long).flatMap(namesOf);
  const listed = COMMAND_ROWS.flatMap(namesOf);
  return OPTION_OFFERS.flatMap(([name, offer]) => {
    const sought = BESIDE[name] ?? name;
    return names.includes(sought) || !listed.includes(sought) ? [offer] : [];
  });
}

/** The commands that allow an option; `undefined` of a command itself. */
export const commandsOf = (offer: Offer): readonly Offer[] | undefined =>
  COMMAND_OFFERS.includes(offer) ? undefined : COMMAND_OFFERS.filter((command) => allowedBy(command).includes(offer));

/** Groups of which one line has one at most: the spellings of each option. */
export const EXCLUSIVE: readonly (readonly Offer[])[] = [...new Set(OPTION_OFFERS.map(([name]) => name))].map((name) =>
  OPTION_OFFERS.flatMap(([other, offer]) => (other === name && !REPEATABLE.includes(offer.long) ? [offer] : [])),
);

/** The options that exclude one, itself included; none of a command, and where it may be repeated. */
export const exclusiveOf = (offer: Offer): readonly Offer[] => EXCLUSIVE.find((group) => group.includes(offer)) ?? [];

/** How it is written: `-t`, `--tcp-service`. */
export const spellingsOf = ({ long, letters }: Offer): readonly string[] => [
  ...letters.map((letter) => `-${letter}`),
  `--${long}`,
];

const lettersOf = (offers: readonly Offer[]): string => offers.flatMap(({ letters }) => letters).join('');

/** The letters that take no value, and may stand before another one in a word (`-Lnt`). */
export const FLAGS = lettersOf(OFFERS.filter(({ value }) => value === undefined));
/** The letters that take one, and may be followed by it (`-w3`). */
export const VALUED = lettersOf(OFFERS.filter(({ value }) => value !== undefined));

/** An extended regular expression of the words that hold one of these options, alone, bundled, or with its value. */
export const wordWith = (offers: readonly Offer[]): string => wordOf(offers, '(=|$)', '');

/** One of the words after which the value of an option comes. */
export const wordBefore = (offer: Offer): string => wordOf([offer], '$', '$');

function wordOf(offers: readonly Offer[], afterLong: string, afterLetter: string): string {
  const long = `--(${offers.map((offer) => offer.long).join('|')})${afterLong}`;
  const letters = lettersOf(offers);
  return letters === '' ? `^${long}` : `^(${long}|-[${FLAGS}]*[${letters}]${afterLetter})`;
}

const isScript = (name: string): name is Exclude<ProgramName, 'ipvsadm'> => name !== 'ipvsadm';

/** The words of a program's usage line. */
function usageOf(name: Exclude<ProgramName, 'ipvsadm'>): readonly string[] {
  const command = PROGRAMS[name](['--help'], { host: () => undefined, service: () => undefined });
  return command.type === 'help' ? (command.text ?? '').split(/[\s[\]]+/) : [];
}

/** The other programs, each of which is one command, with the options of its usage line. */
export const SCRIPT_OFFERS: readonly (readonly [string, readonly Offer[]])[] = Object.keys(PROGRAMS)
  .filter(isScript)
  .map((name) => {
    const words = [...usageOf(name), '--help'];
    return [name, OFFERS.filter((offer) => spellingsOf(offer).some((spelling) => words.includes(spelling)))];
  });
