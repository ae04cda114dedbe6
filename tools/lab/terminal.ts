import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** The user's terminal, lent to the guest. */
export interface Terminal {
  readonly fd: number;
  readonly rows: number;
  readonly columns: number;
  /** Gives the terminal back as it was. */
  readonly restore: () => void;
}

/** The terminal, when standard input, output and error all are one. */
export function openTerminal(): Terminal | undefined {
  if (!(process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY)) return undefined;
  // Opened anew, because UML makes its descriptor non-blocking, and the shell outside shares ours.
  const fd = openSync('/dev/tty', 'r+');
  const stty = (args: readonly string[]) =>
    execFileSync('stty', args, { stdio: [fd, 'pipe', 'ignore'], encoding: 'utf8' }).trim();
  // An emulated serial line changes the speed, too, and -g alone does not bring it back.
  const saved = [stty(['speed']), stty(['-g'])];
  return {
    fd,
    rows: process.stdout.rows,
    columns: process.stdout.columns,
    restore: () => {
      stty(saved);
      closeSync(fd);
    },
  };
}
