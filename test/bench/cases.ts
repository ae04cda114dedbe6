/** A comparison of two whole processes, as data. Command lines are split at blanks. */
export interface Case {
  readonly title: string;
  /** Services and servers in the table when it begins. */
  readonly table: readonly [services: number, servers: number];
  /** Arguments of our ipvsadm, and of what it is compared with. */
  readonly words: string;
  /**
   * Compared with: the C ipvsadm given the same words, or an empty script on the same Node, both started in the same way:
   * by name, which goes through `env`, or by naming Node.
   */
  readonly against: 'c' | 'empty-script' | 'empty-script-by-node';
  /** Whether the rules of the table are given on standard input. */
  readonly rules?: boolean;
  /** Words for the C ipvsadm that make the table what it was, before each run; not measured. */
  readonly reset?: string;
  readonly rounds: number;
  /** Largest median ratio that is good enough. */
  readonly target?: number;
}

/** Chosen so that all rounds take some two minutes in the lab on a slow machine. */
export const CASES: readonly Case[] = [
  {
    title: 'start: -Ln of 2 x 2',
    table: [2, 2],
    words: '-Ln',
    against: 'empty-script',
    rounds: 20,
    target: 1.25,
  },
  {
    title: 'start without env: -Ln of 2 x 2',
    table: [2, 2],
    words: '-Ln',
    against: 'empty-script-by-node',
    rounds: 20,
    target: 1.25,
  },
  {
    title: 'one change: -A',
    table: [0, 0],
    words: '-A -t 192.0.2.1:80 -s rr',
    against: 'c',
    reset: '-C',
    rounds: 10,
  },
  { title: 'listing: -Ln of 1,000 x 10', table: [1000, 10], words: '-Ln', against: 'c', rounds: 10 },
  {
    title: 'restore: -R of 1,000 x 10',
    table: [1000, 10],
    words: '-R',
    against: 'c',
    rules: true,
    reset: '-C',
    rounds: 6,
  },
];
