import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/**
 * What is tested: the commit, and where files differ from it a sum of their differences, as `6d4ed3d+92c1f03`;
 * `unknown` outside of a clone.
 */
export function commitName(): string {
  const git = (...words: string[]) => spawnSync('git', words, { encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) return 'unknown';
  const difference = git('diff', 'HEAD').stdout;
  const sum = createHash('sha256').update(difference).digest('hex').slice(0, 7);
  return difference === '' ? stdout.trim() : `${stdout.trim()}+${sum}`;
}
