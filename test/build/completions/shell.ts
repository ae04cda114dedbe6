/** Shells that complete words: bash and zsh by keys, in terminals of their own, as script(1) makes them. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/**
 * How a shell is asked: a setup that it reads first, and what is typed for a line. It says `[ready]` once it listens,
 * and answers `<<<TEXT>>>`.
 */
interface Manner {
  readonly setup: string;
  readonly typed: (line: string) => string;
}

/** By C-x C-a all completions of a word are inserted, and by C-x C-d the line is printed and dropped. */
const byKeys = (setup: string): Manner => ({
  setup: `${setup}PS1='[ready]'\n`,
  typed: (line) => `${line}\x18\x01\x18\x04`,
});

const MANNERS = {
  bash: byKeys(`bind '"\\C-x\\C-a": insert-completions'
show() { printf '<<<%s>>>' "$READLINE_LINE"; READLINE_LINE= READLINE_POINT=0; }
bind -x '"\\C-x\\C-d": show'
`),
  zsh: byKeys(`autoload -Uz compinit
compinit -D -u
all_matches() { _main_complete; compstate[insert]=all compstate[list]= }
zle -C all-matches complete-word all_matches
bindkey '^X^A' all-matches
show() { print -rn -- "<<<$BUFFER>>>"; BUFFER= }
zle -N show
bindkey '^X^D' show
`),
  fish: {
    setup: `printf '[ready]'
while read --line line
  set -l words (complete -C $line | string replace -r '\\t.*' '' | string replace -a ' ' '\\\\ ')
  printf '<<<%s%s>>>' (string replace -r '\\S*$' '' -- $line) (string join -- ' ' $words)
end
`,
    typed: (line: string) => `${line}\n`,
  },
} as const satisfies Readonly<Record<string, Manner>>;

export type ShellName = keyof typeof MANNERS;

export interface ShellOptions {
  /** What it reads before our own setup. */
  readonly before?: string;
  /** Where the setup is written. */
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  /** Its working directory. */
  readonly cwd: string;
}

export class Shell {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #typed: Manner['typed'];
  #output = '';
  #ended = false;
  #wake = (): void => undefined;

  private constructor(process: ChildProcessWithoutNullStreams, typed: Manner['typed']) {
    this.#process = process;
    this.#typed = typed;
    const note = (text: string): void => {
      this.#output += text;
      this.#wake();
    };
    process.stdout.setEncoding('utf8').on('data', note);
    process.stderr.setEncoding('utf8').on('data', note);
    process.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Starts a shell, and waits until it can be asked. */
  static async start(name: ShellName, { before = '', file, env, cwd }: ShellOptions): Promise<Shell> {
    const { setup, typed } = MANNERS[name];
    writeFileSync(file, `${before}\n${setup}`);
    const options = { env: { ...env, TERM: 'xterm' }, cwd };
    // What is typed while the shell does not listen stays as it is.
    const interactive = `stty raw -echo; exec ${name === 'bash' ? 'bash --norc --noprofile' : name} -i`;
    const shell = new Shell(
      name === 'fish' ? spawn(name, [file], options) : spawn('script', ['-qfc', interactive, '/dev/null'], options),
      typed,
    );
    if (name !== 'fish') shell.#process.stdin.write(`source ${file}\n`);
    await shell.#until(/\[ready\]/);
    return shell;
  }

  /** The words that may stand in place of the last one of a line, sorted. */
  async complete(line: string): Promise<string[]> {
    this.#process.stdin.write(this.#typed(line));
    const [, answer = ''] = await this.#until(/<<<(.*?)>>>/s);
    if (answer === line) return [];
    const words = answer.slice(line.lastIndexOf(' ') + 1).match(/(?:\\.|\S)+/g) ?? [];
    // Some shells put a slash behind a folder, or the sign behind an option that a value may follow.
    return words.map((word) => word.replaceAll(/\\(.)/g, '$1').replace(/[/=]$/, '')).sort();
  }

  close(): void {
    this.#process.kill('SIGKILL');
  }

  /** Waits for a text in the output, and takes all up to it. */
  async #until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found !== null) {
        this.#output = this.#output.slice(found.index + found[0].length);
        return found;
      }
      if (this.#ended) throw new Error(`the shell has ended: ${this.#output}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
