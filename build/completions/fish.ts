import {
  COMMAND_OFFERS,
  commandsOf,
  exclusiveOf,
  OFFERS,
  type Offer,
  SCRIPT_OFFERS,
  type Values,
  type Word,
  wordBefore,
  wordWith,
} from './model.ts';

const quote = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;

const line = ({ word, about }: Word): string => (about === undefined ? word : `${word}\\t${quote(about)}`);

function argumentsOf(long: string, values: Values): string {
  switch (values) {
    case 'asked':
      return `-x -a '(__ipvsadm_ask ${long})'`;
    case 'file':
      return '-r -F';
    case 'folder':
      return "-x -a '(__fish_complete_directories)'";
    case 'anything':
      return '-x';
    default:
      return `-x -a ${quote(values.map(line).join(' '))}`;
  }
}

/** A regular expression in quotes. */
const expression = (text: string): string => `"${text.replaceAll('$', '\\$')}"`;
const word = (offers: readonly Offer[]): string => expression(wordWith(offers));

/** fish knows of no value that may be left out: there the option is one without, and the value a word by itself. */
const takesNext = ({ value }: Offer): boolean => value !== undefined && !value.optional;

/** When an option is offered: its command was typed, and nothing that excludes it. */
function conditionOf(offer: Offer): string {
  const unlessIt = takesNext(offer) ? ` ${expression(wordBefore(offer))}` : '';
  const commands = commandsOf(offer);
  if (commands === undefined) return ` -n '__ipvsadm_lacks $__ipvsadm_commands${unlessIt}'`;
  // Before the command its value is completed, too.
  const reasons = takesNext(offer) ? [...commands, offer] : commands;
  const others = exclusiveOf(offer);
  const once = others.length === 0 ? '' : `; and __ipvsadm_lacks ${word(others)}${unlessIt}`;
  return ` -n '__ipvsadm_has ${word(reasons)}${once}'`;
}

/** The lines that make an option known. */
function linesOf(program: string, offer: Offer, condition: string): readonly string[] {
  const { letters, long, help, value } = offer;
  const spellings = [...letters.map((letter) => `-s ${letter}`), `-l ${long}`].join(' ');
  const about = `-d ${quote(help)}`;
  const known = `complete -c ${program}${condition} ${spellings}`;
  if (value === undefined) return [`${known} ${about}`];
  const values = argumentsOf(long, value.values);
  if (takesNext(offer)) return [`${known} ${values} ${about}`];
  const after = `complete -c ${program} -n '__ipvsadm_ends ${expression(wordBefore(offer))}' ${values}`;
  return [`${known} ${about}`, after];
}

/** The completions for fish. */
export const fishScript = (): string => `# Completions of ipvsadm, ipvsadm-save and ipvsadm-restore for fish.
# Made from the tables of commands and options when the package is built.

set -g __ipvsadm_commands ${word(COMMAND_OFFERS)}

function __ipvsadm_words --description 'The words before the cursor, with one that letters may be added to'
    set -l words (commandline -opc) (commandline -ct | string match -r '^-[^-].*')
    printf '%s\\n' $words[2..]
end

function __ipvsadm_has --description 'Whether there is such a word'
    string match -qr -- $argv[1] (__ipvsadm_words)
end

function __ipvsadm_lacks --description 'Whether there is none, but for the option that waits for its value'
    set -l words (__ipvsadm_words)
    if set -q argv[2]; and string match -qr -- $argv[2] $words[-1]
        set -e words[-1]
    end
    not string match -qr -- $argv[1] $words
end

function __ipvsadm_ends --description 'Whether the last word is such a word'
    set -l words (commandline -opc)
    string match -qr -- $argv[1] $words[-1]
end

function __ipvsadm_ask --description 'The values of an option that only the program knows'
    set -l words (commandline -opc)
    # It may be where only root looks for programs.
    env PATH=(string join : $PATH /usr/sbin /sbin) ipvsadm --complete $argv[1] $words[2..] 2>/dev/null
end

complete -c ipvsadm -f
${OFFERS.flatMap((offer) => linesOf('ipvsadm', offer, conditionOf(offer))).join('\n')}
${SCRIPT_OFFERS.map(([name, offers]) =>
  ['', `complete -c ${name} -f`, ...offers.flatMap((offer) => linesOf(name, offer, ''))].join('\n'),
).join('\n')}
`;
