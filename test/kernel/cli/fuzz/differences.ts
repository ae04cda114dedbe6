import type { Outcome } from '../outcome.ts';
import { ascending } from './listing.ts';
import { LONG_NAME } from './settings.ts';

/** A command line, and what both have left of it. */
export interface Pair {
  readonly words: readonly string[];
  readonly ours: Outcome;
  readonly theirs: Outcome;
}

/**
 * What ours does differently from ipvsadm 1.31 on purpose, as rules that hold for any line: docs/compatibility.md has
 * the reasons. The generator keeps away from the other rows of that page, and says so where it does.
 */
export interface Difference {
  readonly reason: string;
  /** The pair as if there were no such difference. */
  readonly settle: (pair: Pair) => Pair;
  /** So rare that a short run may not show it: the corpus has lines for it. */
  readonly isRare?: true;
}

type Settle = Difference['settle'];

const inOurs =
  (change: (text: string) => string): Settle =>
  (pair) => ({ ...pair, ours: { ...pair.ours, stdout: change(pair.ours.stdout) } });

const inTheirs =
  (change: (text: string) => string): Settle =>
  (pair) => ({ ...pair, theirs: { ...pair.theirs, stdout: change(pair.theirs.stdout) } });

/** An error that the C tool gives for lines with such a word, and ours not. */
const otherError =
  (theirs: RegExp, word: RegExp, ours: (pair: Pair) => string): Settle =>
  (pair) => {
    if (!theirs.test(pair.theirs.stderr) || !pair.words.some((one) => word.test(one))) return pair;
    return { ...pair, theirs: { ...pair.theirs, stderr: ours(pair) } };
  };

/** What follows a mark stays in its column. */
function unsigned(line: string): string {
  return line.replace(/^FWM {2}(-\d+)( IPv6)?( +)/, (whole, mark: string, six = '', blanks: string) => {
    const name = `FWM  ${Number(mark) >>> 0}${six}`;
    return blanks === ' ' ? `${name} ` : name.padEnd(whole.length);
  });
}

export const DIFFERENCES: readonly Difference[] = [
  { reason: '-S keeps thresholds', settle: inOurs((text) => text.replace(/(?<=^-a .*) -[xy] \d+/gm, '')) },
  {
    reason: 'marks are unsigned in listings',
    settle: inTheirs((text) => text.replace(/^FWM .*$/gm, unsigned)),
  },
  {
    reason: 'marks are unsigned in saved rules',
    settle: inTheirs((text) => text.replace(/(?<= -f )-\d+/g, (mark) => String(Number(mark) >>> 0))),
  },
  { reason: 'listings ascend', settle: inTheirs(ascending) },
  {
    // On Linux 7.2 every table has an order of its own.
    reason: '--nosort leaves the order to the kernel',
    settle: (pair) => (pair.words.includes('--nosort') ? inOurs(ascending)(pair) : pair),
  },
  {
    reason: 'a scheduler or engine is not cut to 15 bytes, and so not found before the service is',
    settle: otherError(
      /^(Service already exists|No such service)$/m,
      new RegExp(LONG_NAME),
      () => 'Scheduler or persistence engine not found\n',
    ),
  },
  {
    // Where the service is not named yet, or not at all, 1.31 knows no port by name, and no prefix length that is no
    // address.
    reason: 'the order of options does not matter',
    isRare: true,
    settle: otherError(
      /^illegal (real server address|virtual server persistent mask)/,
      /:[a-z]+$|[\s+]\d+$/,
      ({ ours }) => ours.stderr,
    ),
  },
];
