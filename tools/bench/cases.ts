import { fileURLToPath } from 'node:url';
import { STABLE_KERNEL } from '../lab/kernels.ts';
import type { Case, Job } from './case.ts';
import type { Setup } from './setup.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/ipvsadm.cjs', import.meta.url));
const COUNTED = new Intl.NumberFormat('en-US');

type Shape = readonly [services: number, servers: number];
type Terms = Pick<Case, 'rounds' | 'targets'>;
type Conditions = Omit<Job, 'words'>;

const named = (shape: Shape): string => shape.map((count) => COUNTED.format(count)).join(' x ');
const rules = ([services, servers]: Shape, filled: boolean): Setup => ({ type: 'rules', services, servers, filled });

const job = (line: string, conditions: Conditions = {}): Job => ({ words: line.split(' '), ...conditions });

/** Both tools given the same words. */
const versusC = (words: string, conditions: Conditions = {}): Pick<Case, 'ours' | 'other' | 'against'> => ({
  ours: job(`ipvsadm ${words}`, conditions),
  other: job(`ipvsadm-c ${words}`, conditions),
  against: 'C ipvsadm',
});

const listing = (kind: string, words: string, shape: Shape, terms: Terms): Case => ({
  title: `${kind}: ${words} of ${named(shape)}`,
  kernel: STABLE_KERNEL,
  setup: rules(shape, true),
  ...versusC(words),
  ...terms,
});

const restore = (shape: Shape, terms: Terms): Case => ({
  title: `restore: -R of ${named(shape)}`,
  kernel: STABLE_KERNEL,
  setup: rules(shape, false),
  ...versusC('-R', { input: 'rules', before: 'empty' }),
  ...terms,
});

/**
 * The C tool has no apply, so this compares with our own save, which reads the same table, and with the C tool's
 * save. Rules that are not written as a save writes them have to be parsed too.
 */
const applyNothing = (shape: Shape, rounds: number): Case[] => {
  const title = `apply: nothing to do for ${named(shape)}`;
  const common = { kernel: STABLE_KERNEL, setup: rules(shape, true), rounds };
  const [ours, reworded] = [job('ipvsadm --apply rules'), job('ipvsadm --apply reworded-rules')];
  const besideOwn = { ...common, other: job('ipvsadm -Sn'), against: 'our -Sn' };
  return [
    { ...besideOwn, title, ours, targets: { node: 1 } },
    { ...besideOwn, title: `${title}, in other words`, ours: reworded },
    { ...common, title: `${title}, beside C`, ours, other: job('ipvsadm-c -Sn'), against: 'C ipvsadm -Sn' },
  ];
};

const applyWeights = (shape: Shape, terms: Terms): Case => ({
  title: `apply: 1 % of the weights of ${named(shape)}`,
  kernel: STABLE_KERNEL,
  setup: rules(shape, true),
  ours: job('ipvsadm --apply changed-rules', { before: ['ipvsadm', '--apply', 'rules'] }),
  other: job('ipvsadm -R', { input: 'changed-rules', before: 'empty' }),
  against: 'our -R of all',
  ...terms,
});

/** The start as npm installs `ipvsadm`: by its name, which runs `env`. */
const start = (title: string, sides: Pick<Case, 'ours' | 'other' | 'against' | 'targets'>): Case => ({
  title: `start${title}: -Ln of 2 x 2`,
  kernel: STABLE_KERNEL,
  setup: rules([2, 2], true),
  ...sides,
  warmUp: true,
  rounds: 10,
});

/**
 * A script that starts a program for each of 100 servers, as those who call ipvsadm in loops do. For 1,000 the ratio is
 * the same, and Node takes ten minutes.
 */
const oneByOne = (words: string, step: (program: string, rule: string) => string): Case => {
  const script = (program: string): Job => {
    const loop = `for i in $(seq 100); do ${step(program, '-a -t 192.0.2.1:80 -r 10.0.0.$i:80 -m -w 1')}; done`;
    return { words: ['sh', '-ec', `${program} -A -t 192.0.2.1:80 -s wrr; ${loop}`], before: 'empty' };
  };
  return {
    title: `one by one: 100 of ${words} in a shell`,
    kernel: STABLE_KERNEL,
    setup: rules([0, 0], false),
    ours: script('ipvsadm'),
    other: script('ipvsadm-c'),
    against: 'C ipvsadm',
    rounds: 2,
  };
};

const BESIDE_EMPTY = { against: 'empty script', targets: { node: 1.25 } } as const;

const connections = (kernel: Case['kernel'], count: number, terms: Terms): Case => ({
  title: `connections: -Lnc of ${COUNTED.format(count)}`,
  kernel,
  setup: { type: 'connections', count },
  ...versusC('-Lnc'),
  ...terms,
});

/** A filter and a count read the whole table and print less of it, so they are compared with our own listing of all. */
const filtered = (words: string, targets: Case['targets'], conditions: Conditions = {}): Case => ({
  title: `connections: ${words} of 200,000`,
  kernel: '7.2',
  setup: { type: 'connections', count: 200_000 },
  ours: job(`ipvsadm ${words}`, conditions),
  other: job('ipvsadm -Lnc', conditions),
  against: 'our -Lnc',
  rounds: 5,
  ...(targets && { targets }),
});

/** Makes the connections those of a mark: no other service is left for them. */
const MARK_ALONE = [
  'sh',
  '-c',
  'ipvsadm -D --exist -u 127.0.0.1:5000 && ipvsadm -A --exist -f 1 && ipvsadm -a --exist -f 1 -r 127.0.0.1:5001 -m',
];

/**
 * A diagnosis reads the table with its counters and the connections, so it is compared with our listings of both. Up to
 * 6.12 the kernel takes longer for the connections than we do for all the rest.
 */
const diagnosis = (kernel: Case['kernel'], services: number, count: number, terms: Terms): Case => ({
  title: `diagnosis: --diagnose of ${named([services, 1])}, ${COUNTED.format(count)} connections`,
  kernel,
  setup: { type: 'director', services, connections: count },
  // What is wrong with a director that is not one ends it with status 1.
  ours: job('ipvsadm --diagnose --ignore LVS101 --ignore LVS301 --ignore LVS302 --ignore LVS305 --fail-on error'),
  other: { words: ['sh', '-c', 'ipvsadm -Ln --stats && ipvsadm -Lnc'] },
  against: 'our listings of both',
  ...terms,
});

const TABLE: Shape = [1000, 10];
const MANY_SERVICES: Shape = [5000, 1];
const MANY_SERVERS: Shape = [10, 1000];
const HUGE: Shape = [9091, 10];

const AS_FAST = { executable: 1 } as const;
const AS_FAST_BOTH = { node: 1, executable: 1 } as const;
const FASTER_FOR_MANY = { node: 0.667, executable: 0.667 } as const;

/** Chosen so that all of them take some ten minutes in the lab on a slow machine. */
export const CASES: readonly Case[] = [
  start('', { ours: job('ipvsadm -Ln'), other: job('empty.cjs'), ...BESIDE_EMPTY }),
  start(' without env', {
    ours: { words: ['node', PROGRAM, '-Ln'] },
    other: job('node empty.cjs'),
    ...BESIDE_EMPTY,
  }),
  start(' beside C', versusC('-Ln')),
  {
    title: 'one change: -A',
    kernel: STABLE_KERNEL,
    setup: rules([0, 0], false),
    ...versusC('-A -t 192.0.2.1:80 -s rr', { before: 'empty' }),
    warmUp: true,
    rounds: 5,
  },
  oneByOne('-a', (program, rule) => `${program} ${rule}`),
  oneByOne('-R of a line', (program, rule) => `echo "${rule}" | ${program} -R`),
  restore(TABLE, { rounds: 4, targets: { node: 0.333, executable: 0.2 } }),
  restore(MANY_SERVICES, { rounds: 4, targets: { node: 0.2, executable: 0.2 } }),
  restore(MANY_SERVERS, { rounds: 4, targets: { node: 0.167, executable: 0.2 } }),
  restore(HUGE, { rounds: 1 }),
  {
    title: `restore: ipvsadm-restore of ${named(TABLE)}`,
    kernel: STABLE_KERNEL,
    setup: rules(TABLE, false),
    ours: job('ipvsadm-restore', { input: 'rules', before: 'empty' }),
    other: job('ipvsadm-restore-c', { input: 'rules', before: 'empty' }),
    against: 'C ipvsadm-restore',
    rounds: 3,
    targets: { node: 0.333, executable: 0.2 },
  },
  listing('save', '-Sn', MANY_SERVICES, { rounds: 5, targets: FASTER_FOR_MANY }),
  listing('save', '-Sn', TABLE, { rounds: 3, targets: AS_FAST }),
  listing('listing', '-Ln', MANY_SERVICES, { rounds: 5, targets: FASTER_FOR_MANY }),
  listing('listing', '-Ln', TABLE, { rounds: 3, targets: AS_FAST }),
  listing('listing', '-Ln --stats', MANY_SERVICES, { rounds: 3, targets: { executable: 0.667 } }),
  listing('listing', '-Ln --stats', TABLE, { rounds: 3, targets: AS_FAST }),
  listing('listing', '-Ln', MANY_SERVERS, { rounds: 3 }),
  listing('listing', '-Ln', HUGE, { rounds: 2 }),
  ...applyNothing(MANY_SERVICES, 4),
  ...applyNothing(TABLE, 4),
  applyWeights(TABLE, { rounds: 3 }),
  diagnosis(STABLE_KERNEL, 5000, 100_000, { rounds: 3, targets: { node: 3, executable: 3 } }),
  connections('6.1', 50_000, { rounds: 3, targets: AS_FAST_BOTH }),
  connections('7.2', 200_000, { rounds: 5, targets: AS_FAST_BOTH }),
  filtered('-Lnc --client 127.0.0.3', AS_FAST_BOTH),
  // Leaves nothing out, so it does all that the other does, and more.
  filtered('-Lnc --client 127.0.0.0/8 -u 127.0.0.1:5000 --state UDP', undefined),
  // Leaves nothing out either, and has to find the mark of each.
  filtered('-Lnc -f 1', undefined, { before: MARK_ALONE }),
  filtered('-Lnc --count-by service', AS_FAST_BOTH),
  filtered('-Lnc --count-by client', AS_FAST_BOTH),
];
