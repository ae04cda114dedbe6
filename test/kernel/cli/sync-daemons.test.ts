/** Sync daemons: a process for each command, and a moment for the kernel's threads to end. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { wordsOf } from '../../rules/words.ts';
import { useClients, useInterface } from '../kernel.ts';
import { comparable, runOurs, runProgram } from './outcome.ts';
import { missing } from './reference.ts';

const clients = useClients();
const INTERFACE = 'ipvs-test1';
const dummy = useInterface(INTERFACE);

const stopAll = async (): Promise<void> => {
  for (const { state } of await clients.client.daemons()) await clients.client.change({ type: 'stop-daemon', state });
  await setTimeout(200);
};
afterEach(stopAll);

const LINES = [
  `--start-daemon master --mcast-interface ${INTERFACE}`,
  `--start-daemon backup --mcast-interface ${INTERFACE} --syncid 7 --sync-maxlen 1000`,
  `--start-daemon=master --mcast-interface=${INTERFACE} --syncid 255 --mcast-group 224.0.0.99 --mcast-port 9000 --mcast-ttl 3`,
  `--start-daemon backup --mcast-interface ${INTERFACE} --mcast-group ff02::99`,
  '--start-daemon master',
  '--stop-daemon backup --syncid 3',
];

describe('sync daemons', () => {
  it('are started, listed and stopped', async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    expect(runOurs(wordsOf(LINES[0] ?? ''))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(runOurs(wordsOf(LINES[0] ?? ''))).toEqual({ status: 255, stdout: '', stderr: 'Daemon has already run\n' });
    expect(runOurs(wordsOf(`${LINES[0]} --exist`))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(runOurs(wordsOf(`${LINES[0]} --syncid 9 --exist`))).toMatchObject({
      status: 255,
      stderr: expect.stringMatching(
        /^Daemon has already run\nhint: what is there differs: --start-daemon master .*--syncid 0 /,
      ),
    });
    const { stdout } = runOurs(['-L', '--daemon']);
    expect(stdout).toBe(
      `master sync daemon (mcast=${INTERFACE}, syncid=0, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)\n`,
    );
    await setTimeout(200);
    expect(runOurs(['--stop-daemon', 'master'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(runOurs(['--stop-daemon', 'master', '--exist'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(runOurs(['-L', '--daemon']).stdout).toBe('');
  });

  it.skipIf(missing)('do the same with ipvsadm 1.31', { timeout: timeFactor * 120_000 }, async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    for (const line of LINES) {
      const observe = async (run: typeof runOurs) => {
        const outcome = comparable(run(wordsOf(line)));
        const daemons = runProgram('ipvsadm-c', ['-L', '--daemon']).stdout;
        await setTimeout(200);
        await stopAll();
        return { line, ...outcome, daemons };
      };
      const theirs = await observe((words) => runProgram('ipvsadm-c', words));
      expect(await observe(runOurs)).toEqual(theirs);
    }
  });
});
