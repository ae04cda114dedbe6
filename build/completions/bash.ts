import {
  allowedBy,
  COMMAND_OFFERS,
  EXCLUSIVE,
  FLAGS,
  OFFERS,
  type Offer,
  SCRIPT_OFFERS,
  spellingsOf,
  VALUED,
  type Values,
} from './model.ts';

const words = (offers: readonly Offer[]): string => offers.flatMap(spellingsOf).join(' ');

/** The arms of a `case`, by the command that was typed. */
const OPTIONS = COMMAND_OFFERS.map((command) => {
  const patterns = spellingsOf(command).map((spelling) => `*' ${spelling} '*`);
  return `    ${patterns.join(' | ')}) values=(${words(allowedBy(command))}) ;;`;
});

function actionOf(long: string, values: Values): string {
  switch (values) {
    case 'asked':
      return `_ipvsadm_ask ${long}`;
    case 'file':
      return 'compopt -o default';
    case 'folder':
      return 'compopt -o dirnames';
    case 'anything':
      return ':';
    default:
      return `values=(${values.map(({ word }) => word).join(' ')})`;
  }
}

/** The arms of a `case`, by the option whose value is typed. */
const VALUES = OFFERS.flatMap((offer) => {
  if (offer.value === undefined) return [];
  const { optional, values } = offer.value;
  const unless = optional ? '[[ $cur != -* ]] && ' : '';
  return [`    ${spellingsOf(offer).join(' | ')}) ${unless}${actionOf(offer.long, values)} ;;`];
});

/** The completions for bash, with the package bash-completion or without it. */
export const bashScript = (): string => `# Completions of ipvsadm, ipvsadm-save and ipvsadm-restore for bash.
# Made from the tables of commands and options when the package is built.

# Notes the options in the words before the cursor, each alone: -Lnt is -L, -n and -t.
_ipvsadm_read() {
    local word letters
    for word in "\${words[@]:1}"; do
        if [[ $word =~ ^--[a-z0-9-]+ ]]; then
            typed+="\${BASH_REMATCH[0]} "
        elif [[ $word =~ ^-([${FLAGS}]*[${VALUED}]?) ]]; then
            for ((letters = 0; letters < \${#BASH_REMATCH[1]}; letters++)); do
                typed+="-\${BASH_REMATCH[1]:letters:1} "
            done
        fi
    done
}

# The values of an option that only the program knows. It may be where only root looks for programs.
_ipvsadm_ask() {
    mapfile -t values <<<"$(env PATH="$PATH:/usr/sbin:/sbin" ipvsadm --complete "$1" "\${words[@]:1}" 2>/dev/null)"
    values=("\${values[@]%%$'\\t'*}")
}

# The values of an option. Fails where it takes none, or goes without.
_ipvsadm_values() {
    case $1 in
${VALUES.join('\n')}
    *) return 1 ;;
    esac
}

# The commands, or the options of the command that was typed.
_ipvsadm_options() {
    case $typed in
${OPTIONS.join('\n')}
    *) values=(${words(COMMAND_OFFERS)}) ;;
    esac
}

# Notes the options that exclude each other, where one of them was typed.
_ipvsadm_exclude() {
    local group option
    for group in ${EXCLUSIVE.map((offers) => `\\\n        '${words(offers)}'`).join(' ')}; do
        for option in $group; do
            [[ $typed == *" $option "* ]] && excluded+=" $group "
        done
    done
}

_ipvsadm() {
    local IFS=$' \\t\\n' words values=() value option typed=' ' excluded=
    # Not bash's own words: they end at each ':' and '=', which are parts of ours. None of ours needs its quotes.
    local line=\${COMP_LINE:0:COMP_POINT} breaks=\${COMP_WORDBREAKS//[!:=]/}
    read -ra words <<<"\${line//[\\\\\\'\\"]/}"
    [[ $line == *[[:blank:]] ]] && words+=('')
    local last=$((\${#words[@]} - 1))
    local word=\${words[last]} before=\${words[last - 1]}
    unset "words[last]"
    if [[ $before =~ ^[0-9]*[\\<\\>]+$ || $word == *[\\<\\>]* ]]; then
        compopt -o default
        return
    fi

    local cur=$word
    option=$before
    if [[ $word =~ ^(--[a-z0-9-]+)=(.*)$ ]]; then
        option=\${BASH_REMATCH[1]} cur=\${BASH_REMATCH[2]}
    elif [[ $word =~ ^-[${FLAGS}]*([${VALUED}])(.+)$ ]]; then
        option=-\${BASH_REMATCH[1]} cur=\${BASH_REMATCH[2]}
    elif [[ $before =~ ^-[${FLAGS}]*([${VALUED}])$ ]]; then
        option=-\${BASH_REMATCH[1]}
    fi
    [[ $cur == "$word" ]] || words+=("\${word%"$cur"}")
    if ! _ipvsadm_values "$option"; then
        _ipvsadm_read
        case \${1##*/} in
${SCRIPT_OFFERS.map(([name, offers]) => `        ${name}) values=(${words(offers)}) ;;`).join('\n')}
        *) _ipvsadm_options ;;
        esac
        _ipvsadm_exclude
    fi

    # bash keeps what stands before the last of its word breaks, unless the word is quoted.
    local kept=
    [[ $breaks && \${COMP_WORDS[COMP_CWORD]} != [\\'\\"]* ]] && kept=\${word%"\${word##*["$breaks"]}"}
    for value in "\${values[@]}"; do
        [[ $value && $value == "$cur"* && $excluded != *" $value "* ]] || continue
        value=\${word%"$cur"}$value
        COMPREPLY+=("\${value#"$kept"}")
    done
}

complete -F _ipvsadm ipvsadm ${SCRIPT_OFFERS.map(([name]) => name).join(' ')}
`;
