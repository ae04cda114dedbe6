import { expect, it } from 'vitest';
import { type Outcome, runBeside } from './outcome.ts';
import { useCommandLine } from './session.ts';

const { load, table } = useCommandLine();

/**
 * Rules of services with four servers each. All of them together are one page of the kernel's file, and one datagram.
 */
const rulesOf = (
  network: number,
  services: number,
): { readonly add: readonly string[]; readonly keys: readonly string[] } => {
  const keys = Array.from({ length: services }, (_, at) => `-t 10.0.${network}.${at + 1}:80`);
  const add = keys.flatMap((key) => [`-A ${key} -s rr`, ...serversOf(key, network)]);
  return { add, keys };
};
const serversOf = (key: string, network: number): string[] =>
  Array.from({ length: 4 }, (_, at) => `-a ${key} -r 192.168.${network}.${at + 1}:80 -m -w 1`);

/** What stays, what comes and goes, and servers that come and go of services that stay. */
const STAYING = rulesOf(1, 3);
const PASSING = rulesOf(2, 2);
const GUESTS = STAYING.keys.flatMap((key) => serversOf(key, 3));

const COME = [...PASSING.add, ...GUESTS];
const GO = [
  ...GUESTS.map((rule) => rule.replace('-a', '-d').replace(' -m -w 1', '')),
  ...PASSING.keys.map((key) => `-D ${key}`),
];

/**
 * Rules for two processes, 7,000 changes each: after the first the passing things are there, after the second they
 * are not.
 */
const CHURN = Array.from({ length: 200 }, () => [...COME, ...GO]).flat();
const CHANGES = [
  [...CHURN, ...COME],
  [...GO, ...CHURN],
].map((rules) => `${rules.join('\n')}\n`);

/** A line of a listing as the rule that made it; what is no such line is left as it is. */
const asRules = (listing: string): string[] => {
  let key = '';
  return listing
    .split('\n')
    .slice(3, -1)
    .map((line) => {
      const service = /^TCP {2}(\S+) rr$/.exec(line);
      if (service) key = `-t ${service[1]}`;
      const server = /^ {2}-> (\S+) +Masq +1 +0 +0 {9}$/.exec(line);
      return service ? `-A ${key} -s rr` : server ? `-a ${key} -r ${server[1]} -m -w 1` : line;
    });
};

it('a listing while another process changes the table is one of a table that there was', async () => {
  await load(`${STAYING.add.join('\n')}\n`);
  const before = await table();
  const known = new Set([...STAYING.add, ...PASSING.add, ...GUESTS]);
  let changing = true;
  const change = async (): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const rules of [...CHANGES, ...CHANGES]) outcomes.push(await runBeside('ipvsadm', ['-R'], rules));
    changing = false;
    return outcomes;
  };
  let moments = 0;
  const look = async (): Promise<void> => {
    for (let turn = 0; changing; turn++) {
      const saves = turn % 2 === 0;
      const { status, stdout, stderr } = await runBeside('ipvsadm', [saves ? '-Sn' : '-Ln']);
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/\n$/);
      const rules = saves ? stdout.split('\n').slice(0, -1) : asRules(stdout);
      expect(rules.filter((rule) => !known.has(rule))).toEqual([]);
      expect(new Set(rules).size).toBe(rules.length);
      expect(STAYING.add.filter((rule) => !rules.includes(rule))).toEqual([]);
      if (rules.length > STAYING.add.length) moments++;
    }
  };
  const [changes] = await Promise.all([change(), look()]);
  expect(changes).toEqual(Array(4).fill({ status: 0, stdout: '', stderr: '' }));
  // At least one of them came while something was there that passed.
  expect(moments).toBeGreaterThan(0);
  expect(await table()).toBe(before);
});
