import process from 'node:process';

/** On a terminal, shows a line that replaces the one before. An empty text removes it. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
