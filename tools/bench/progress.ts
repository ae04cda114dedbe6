import process from 'node:process';

/** Shows a line that replaces the one before it, where a user watches; an empty one takes it away. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
