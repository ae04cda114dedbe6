/**
 * `--apply`, and `ipvsadm-restore`, which goes the same way: what they change, what they leave alone, and what they
 * say.
 */
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ServiceKey } from '../../../src/ipvs/model.ts';
import { LOOPBACK, talk } from './connections.ts';
import type { Outcome } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, run, output, restore, table, load } = useCommandLine();
const apply = (input: string): Promise<Outcome> => run('--apply', input);

const BEFORE = '-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 192.168.9.9:80 -m -w 3\n';
const MORE = '-a -t 10.9.9.9:80 -r 192.168.9.10:80 -m -w 1\n';
beforeEach(() => load(BEFORE));

/** Each with a port of its own, because connections outlive a table. */
describe.each([
  ['--apply', apply, 5000],
  ['ipvsadm-restore', restore, 5010],
] as const)('%s', (_, make, port) => {
  it.each<[title: string, rules: string, left?: string]>([
    ['an empty table', '-C\n', ''],
    ['what is there', BEFORE],
    ['another service', '-A -f 1 -s lc\n'],
    ['another server', BEFORE.replaceAll('192.168.9.9', '192.168.9.8')],
    ['another weight', BEFORE.replace('-w 3', '-w 0')],
    ['another forwarding method', BEFORE.replace('-m -w 3', '-i -w 3 --tun-type gre --tun-csum')],
    ['thresholds', BEFORE.replace('-w 3', '-w 3 -x 9 -y 5')],
    ['a scheduler with flags', BEFORE.replace('-s rr', '-s sh -b sh-port')],
    ['persistence', BEFORE.replace('-s rr', '-s rr -p 60 -M 255.255.255.0 --pe sip')],
    ['the program’s name on each line', BEFORE.replaceAll(/^/gm, 'ipvsadm ').trim(), BEFORE],
    ['more than is left of it', `${BEFORE}-A -f 1\n-D -f 1\n-A -f 2\n-C\n${BEFORE}`, BEFORE],
    ['edits', `${BEFORE}-e -t 10.9.9.9:80 -r 192.168.9.9 -m -w 7\n`, BEFORE.replace('-w 3', '-w 7')],
    ['what is there, and more of it further on', `${BEFORE}# more\n${MORE}`, `${BEFORE}${MORE}`],
    ['what is there, but deleted again', `${BEFORE}-D -t 10.9.9.9:80 --exist\n`, ''],
    ['what is there, beside something else', `# one\n${BEFORE}\n-A -f 1 -s lc\n`, `${BEFORE}-A -f 1 -s lc\n`],
    ['what may exist', `${BEFORE}${BEFORE.replaceAll('\n', ' --exist\n')}-D -f 1 --exist\n`, BEFORE],
  ])('makes the table equal to rules of %s', async (_title, rules, left = rules) => {
    expect(await make(rules)).toEqual(DONE);
    expect(await table()).toBe(left);
  });

  it('names what the kernel refuses by its lines, and does all else', async () => {
    const rules = `${BEFORE.replace('-w 3', '-w 3 -y 9')}-A -f 1 -s nosuch
# a comment
-a -f 1 -r 10.0.0.1
-A -f 2 -s rr
-a -f 2 -r 0.0.0.0
-a -f 2 -r 192.168.0.1:0 -g -w 1
`;
    const { status, stdout, stderr } = await make(rules);
    expect({ status, stdout }).toEqual({ status: 255, stdout: '' });
    const lines = stderr.split('\n').filter((line) => !line.startsWith('hint: '));
    expect(lines.toSorted()).toEqual([
      '',
      'line 2: -e -t 10.9.9.9:80 -r 192.168.9.9:80 -m -w 3 -y 9: Numerical result out of range',
      'line 3: -A -f 1 -s nosuch: Scheduler or persistence engine not found',
      'line 7: -a -f 2 -r 0.0.0.0:0 -g -w 1: Invalid operation.  Possibly wrong module version, address not unicast, ...',
    ]);
    expect(await table()).toBe(`${BEFORE}-A -f 2 -s rr\n-a -f 2 -r 192.168.0.1:0 -g -w 1\n`);
  });

  it('changes nothing for rules of which one is wrong, and names every wrong one', async () => {
    expect(await make('-A -f 1\n-A -f 0\n\nfoo\n-a -f 1 -r x:y:z\n')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        "line 2: invalid fwmark value `0' specified\n" +
        'line 4: foo is not a command\n' +
        'line 5: illegal real server address[:port] specified\n',
    });
    expect(await table()).toBe(BEFORE);
  });

  it('leaves connections and counters of what stays', async () => {
    const key: ServiceKey = { protocol: 'udp', address: LOOPBACK, port };
    const service = `-A -u ${LOOPBACK}:${port} -s rr\n-a -u ${LOOPBACK}:${port} -r ${LOOPBACK}:${port + 1} -m -w 1\n`;
    expect(await make(`${BEFORE}${service}`)).toEqual(DONE);
    await talk(port, 3);
    // The kernel adds its counters up every two seconds.
    await setTimeout(2100);
    const state = async () => {
      const servers = await clients.client.destinations(key, { stats: true });
      const server = servers.find(({ address }) => address === LOOPBACK);
      // Those of other tests to the same port, by TCP, may not have run out yet.
      const connections = (await output('-Lnc'))
        .split('\n')
        .filter((line) => line.startsWith('UDP') && line.includes(`:${port} `));
      return {
        ofService: (await clients.client.service(key, { stats: true }))?.stats?.inBytes,
        ofServer: server?.stats?.connections,
        open: server?.inactiveConnections,
        connections: connections.map((line) => line.replace(/\d\d:\d\d/, '')).toSorted(),
      };
    };
    const before = await state();
    expect(before).toMatchObject({ ofService: 99n, ofServer: 3n, open: 3 });
    expect(before.connections).toHaveLength(3);
    for (const rules of [
      `${BEFORE}${service}`,
      service,
      `${service}-a -u ${LOOPBACK}:${port} -r 192.168.9.9:5002 -m\n`,
      service.replace('-w 1', '-w 9 -x 1000').replace('-s rr', '-s wrr'),
    ]) {
      expect(await make(rules)).toEqual(DONE);
      expect(await state()).toEqual(before);
    }
  });
});

describe('an empty input', () => {
  it('is no table without rules to --apply: whoever should have written it may have failed', async () => {
    for (const input of ['', ' \n\n', '# -A -t 10.0.0.1:80\n \t# more\n']) {
      expect(await apply(input)).toEqual({
        status: 2,
        stdout: '',
        stderr: 'no rules on standard input; to apply an empty table, give the rule -C\n',
      });
    }
    expect(await table()).toBe(BEFORE);
  });

  it('is one to ipvsadm-restore, as in 1.31', async () => {
    expect(await restore('')).toEqual(DONE);
    expect(await table()).toBe('');
  });
});

describe('rules that contradict themselves', () => {
  const twice = `${BEFORE}-A -t 10.9.9.9:80 -s lc\n-e -f 1 -r 10.0.0.1\n-A -f 2 -s rr\n`;
  const told =
    'line 3: -A -t 10.9.9.9:80 -s lc: Service already exists\n' +
    'line 4: -e -f 1 -r 10.0.0.1:0 -g -w 1: Service not defined\n' +
    'hint: add the virtual service first: ipvsadm -A -f 1\n';

  it('are not applied', async () => {
    expect(await apply(twice)).toEqual({ status: 2, stdout: '', stderr: told });
    expect(await table()).toBe(BEFORE);
  });

  it('are restored but for those that do not fit, as by -R', async () => {
    expect(await restore(twice)).toEqual({ status: 255, stdout: '', stderr: told });
    expect(await table()).toBe(`${BEFORE}-A -f 2 -s rr\n`);
  });
});

describe('rules that do not describe the table', () => {
  it('are not applied', async () => {
    const why = 'only rules that describe the table can be applied, not listings, -Z or --keep';
    const told = [2, 4].map((line) => `line ${line}: ${why}\n`).join('');
    expect(await apply('-A -f 1 -s rr\n-Z\n-A -f 2 -s rr\n-Ln\n')).toEqual({ status: 2, stdout: '', stderr: told });
    expect(await table()).toBe(BEFORE);
  });

  it('are restored on the empty table that they count on', async () => {
    const rules = '-Sn\n-A -f 1 -s rr\n-Z -f 1\n-Sn\n';
    expect(await restore(rules)).toEqual({ status: 0, stdout: '-A -f 1 -s rr\n', stderr: '' });
    expect(await table()).toBe('-A -f 1 -s rr\n');
  });
});
