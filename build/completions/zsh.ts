import {
  allowedBy,
  COMMAND_OFFERS,
  exclusiveOf,
  FLAGS,
  OFFERS,
  type Offer,
  SCRIPT_OFFERS,
  spellingsOf,
  VALUED,
  type Word,
} from './model.ts';

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A text inside of a specification, where brackets and colons have a meaning. */
const plain = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&');

const describe = ({ word, about }: Word): string =>
  about === undefined ? plain(word) : `${plain(word)}\\:"${plain(about).replaceAll(/["$\x60]/g, '\\$&')}"`;

/** What `_arguments` is told of the value of an option: `:service-address: _ipvsadm_ask tcp-service`. */
function argumentOf({ long, value }: Offer): string {
  if (value === undefined) return '';
  const { placeholder, optional, values } = value;
  const actions = { asked: ` _ipvsadm_ask ${long}`, file: '_files', folder: '_files -/', anything: ' ' };
  const action =
    typeof values === 'string'
      ? actions[values]
      : values.some(({ about }) => about !== undefined)
        ? `((${values.map(describe).join(' ')}))`
        : `(${values.map(({ word }) => word).join(' ')})`;
  return `${optional ? '::' : ':'}${plain(placeholder)}:${action}`;
}

/** The words by which `_arguments` knows an option: `'(-t --tcp-service)'{-t+,--tcp-service=}'[help]:value:action'`. */
function specOf(offer: Offer): string {
  const others = exclusiveOf(offer).flatMap(spellingsOf);
  const before = others.length === 0 ? "'*'" : `'(${others.join(' ')})'`;
  const spellings = spellingsOf(offer).map((spelling) => {
    if (offer.value === undefined) return spelling;
    return spelling.startsWith('--') ? `${spelling}=` : `${spelling}+`;
  });
  const spelling = spellings.length === 1 ? spellings : `{${spellings.join(',')}}`;
  return `${before}${spelling}${quote(`[${plain(offer.help)}]${argumentOf(offer)}`)}`;
}

const longs = (offers: readonly Offer[]): string => offers.map(({ long }) => long).join(' ');

/** The arms of a `case`, by the command that was typed. */
const ALLOWED = COMMAND_OFFERS.map((command) => {
  const patterns = spellingsOf(command).map((spelling) => `*' ${spelling} '*`);
  return `    (${patterns.join('|')}) offered=(${longs(allowedBy(command))}) ;;`;
});

/** The completions for zsh. */
export const zshScript = (): string => `#compdef ipvsadm ${SCRIPT_OFFERS.map(([name]) => name).join(' ')}
# Completions of ipvsadm, ipvsadm-save and ipvsadm-restore for zsh.
# Made from the tables of commands and options when the package is built.

# The values of an option that only the program knows. It may be where only root looks for programs.
_ipvsadm_ask() {
  local -a lines values
  local line
  lines=("\${(@f)$(env PATH="$PATH:/usr/sbin:/sbin" ipvsadm --complete $1 "\${(@Q)words[2,CURRENT-1]}" $IPREFIX 2>/dev/null)}")
  for line in $lines; do
    values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${\${(M)line%$'\\t'*}#$'\\t'}")
  done
  _describe -t values value values
}

# Adds an option to those that _arguments knows. One that is not offered can still be typed.
_ipvsadm_know() {
  local hidden='!'
  (( offered[(Ie)$1] )) && hidden=
  specs+=($hidden\${^@[2,-1]})
}

_ipvsadm() {
  local -a specs offered
  local word typed=' '
  # The options in the words, each alone: -Lnt is -L, -n and -t. Letters may be added to those of the current word.
  for word in "\${(@Q)words[2,CURRENT-1]}" \${words[CURRENT]:#--*} "\${(@Q)words[CURRENT+1,-1]}"; do
    if [[ $word = --* ]]; then
      typed+="\${word%%=*} "
    elif [[ $word = -* ]]; then
      typed+="\${(j: :)\${(s::)\${(M)word##-[${FLAGS}]#[${VALUED}]#}#-}/#/-} "
    fi
  done
  case $service in
${SCRIPT_OFFERS.map(([name, offers]) => `    (${name}) offered=(${longs(offers)}) ;;`).join('\n')}
    (*) case $typed in
${ALLOWED.join('\n')}
    (*) offered=(${longs(COMMAND_OFFERS)}) ;;
    esac ;;
  esac
${OFFERS.map((offer) => `  _ipvsadm_know ${offer.long} ${specOf(offer)}`).join('\n')}
  _arguments -s -S : $specs
}

_ipvsadm "$@"
`;
