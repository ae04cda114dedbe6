/** Sync daemons: a process for each command, and a moment for the kernel's threads to end. */
import { describe, expect, it } from 'vitest';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { type Line, wordsOf } from '../../rules/words.ts';
import { settleDaemons, useClients, useInterface } from '../kernel.ts';
import { SURROUNDINGS, stopDaemons, useNoDaemons, useSurroundings } from '../surroundings.ts';
import { comparable, type Outcome, runOurs, runProgram } from './outcome.ts';
import { missing } from './reference.ts';
import { DONE } from './session.ts';

const clients = useClients();
useNoDaemons(clients);
const INTERFACE = 'ipvs-test1';
const dummy = useInterface(INTERFACE);

const START = `--start-daemon master --mcast-interface ${INTERFACE}`;

const ours = (line: Line, input?: string): Outcome => runOurs(wordsOf(line), input);
const theirs = (line: Line, input?: string): Outcome => runProgram('ipvsadm-c', wordsOf(line), input);

describe('a sync daemon on an interface', () => {
  it('is started, listed and stopped', async ({ skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    expect(ours(START)).toEqual(DONE);
    expect(ours('-L --daemon').stdout).toBe(
      `master sync daemon (mcast=${INTERFACE}, syncid=0, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)\n`,
    );
    await settleDaemons();
    expect(ours('--stop-daemon master')).toEqual(DONE);
    expect(ours('-L --daemon').stdout).toBe('');
  });

  it('is not started twice, unless --exist says that it may be there', ({ skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    expect(ours(START)).toEqual(DONE);
    expect(ours(START)).toEqual({ status: 255, stdout: '', stderr: 'Daemon has already run\n' });
    expect(ours(`${START} --exist`)).toEqual(DONE);
  });

  it('that has other settings is an error with --exist, too', ({ skip }) => {
    skip(!dummy.ready, 'cannot make a dummy interface');
    expect(ours(START)).toEqual(DONE);
    expect(ours(`${START} --syncid 9 --exist`)).toMatchObject({
      status: 255,
      stderr: expect.stringMatching(
        /^Daemon has already run\nhint: what is there differs: --start-daemon master .*--syncid 0 /,
      ),
    });
  });

  it('that does not run is stopped with --exist', () => {
    expect(ours('--stop-daemon master --exist')).toEqual(DONE);
  });
});

describe.skipIf(missing)('a sync daemon on an interface is what it is to ipvsadm 1.31', () => {
  it.each([
    START,
    `--start-daemon backup --mcast-interface ${INTERFACE} --syncid 7 --sync-maxlen 1000`,
    `--start-daemon=master --mcast-interface=${INTERFACE} --syncid 255 --mcast-group 224.0.0.99 --mcast-port 9000 --mcast-ttl 3`,
    `--start-daemon backup --mcast-interface ${INTERFACE} --mcast-group ff02::99`,
  ])('%s', { timeout: timeFactor * 60_000 }, async (line) => {
    const observe = async (run: typeof ours) => {
      const outcome = comparable(run(line));
      const daemons = theirs('-L --daemon').stdout;
      await settleDaemons();
      await stopDaemons(clients.client);
      return { ...outcome, daemons };
    };
    expect(await observe(ours)).toEqual(await observe(theirs));
  });
});

describe.skipIf(missing).each(SURROUNDINGS)('in %s, sync daemons without an interface', (surroundings) => {
  useSurroundings(surroundings);
  const DAEMONS =
    'master sync daemon (mcast=eth0, syncid=0, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)\n' +
    'backup sync daemon (mcast=eth0, syncid=7, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)\n';

  it('are on eth0, or there is no such device', async () => {
    const isHost = surroundings === 'a host';
    const outcomes = [ours('--start-daemon master'), ours('--start-daemon backup --syncid 7')];
    const refused = { status: 255, stdout: '', stderr: 'No such device\n' };
    expect(outcomes.map(comparable)).toEqual(isHost ? [DONE, DONE] : [refused, refused]);
    expect(theirs('-L --daemon').stdout).toBe(isHost ? DAEMONS : '');
    await settleDaemons();
    const stops = ['--stop-daemon master', '--stop-daemon backup'].map((line) => ours(line));
    expect(stops.map(({ status }) => status)).toEqual(isHost ? [0, 0] : [255, 255]);
  });

  it('are saved, and both programs restore them', async ({ skip }) => {
    skip(surroundings !== 'a host', 'needs an eth0');
    expect(theirs('-R', '--start-daemon master\n--start-daemon backup --syncid 7\n')).toEqual(DONE);
    const { stdout: saved } = ours('-S -n --all');
    expect(saved).toContain('--start-daemon master --mcast-interface eth0 --syncid 0');
    for (const restore of [ours, theirs]) {
      await settleDaemons();
      await stopDaemons(clients.client);
      expect(restore('-R', saved)).toEqual(DONE);
      expect(ours('-L --daemon').stdout).toBe(DAEMONS);
    }
  });
});
