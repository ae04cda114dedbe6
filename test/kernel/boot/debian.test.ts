/** What /etc/default/ipvsadm has Debian's unit do. */
import { beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../cli/outcome.ts';
import { settleDaemons, useClients, useInterface } from '../kernel.ts';
import { SURROUNDINGS, useNoDaemons, useSurroundings } from '../surroundings.ts';
import { DONE, OTHER, RULES, useServices } from './installed.ts';

const clients = useClients();
const install = useServices();
const table = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;

describe('without AUTO="true"', () => {
  it.each(['AUTO="false"\t\nDAEMON="none"\n', '# AUTO="true"\n'])('the table stays with %j', async (settings) => {
    const service = install('debian', settings);
    await runCommand(clients.client, ['-R'], OTHER);
    for (const job of ['start', 'reload', 'stop'] as const) {
      expect(await service[job]()).toEqual(DONE);
      expect(await table()).toBe(OTHER);
    }
  });
});

describe('sync daemons', () => {
  const INTERFACE = 'ipvs-test2';
  const AUTO = `AUTO="true"\nIFACE="${INTERFACE}"\t\n`;
  const dummy = useInterface(INTERFACE);

  /** Those that run, the master first: state, interface and id. */
  async function daemons(): Promise<string[]> {
    const { stdout } = await runCommand(clients.client, ['-L', '--daemon']);
    return Array.from(stdout.matchAll(/^(\w+) .*?mcast=(.*?), syncid=(\d+)/gm), ([, ...words]) => words.join(' '));
  }
  beforeEach(({ skip }) => skip(!dummy.ready, 'cannot make a dummy interface'));
  useNoDaemons(clients);

  it.each<[string, string[]]>([
    [`${AUTO}DAEMON="master"\t\t# none|master|backup\n# SYNCID="9"\n`, [`master ${INTERFACE} 0`]],
    [`${AUTO}DAEMON=backup\nSYNCID='7'\n`, [`backup ${INTERFACE} 7`]],
    [`${AUTO}DAEMON="both"\nSYNCID="3"\n`, [`master ${INTERFACE} 3`, `backup ${INTERFACE} 3`]],
  ])('%j', async (settings, expected) => {
    const service = install('debian', settings);
    expect(await service.start()).toEqual(DONE);
    expect([await daemons(), await table()]).toEqual([expected, RULES]);
    await settleDaemons();
    expect(await service.stop()).toEqual(DONE);
    expect([await daemons(), await table()]).toEqual([[], '']);
  });

  it('get the settings of the file when they run already, and may be down at a stop', async () => {
    const service = install('debian', `${AUTO}DAEMON="both"\nSYNCID="3"\n`);
    await clients.client.change({ type: 'start-daemon', daemon: { state: 'backup', interface: INTERFACE, syncId: 5 } });
    await settleDaemons();
    expect(await service.start()).toEqual(DONE);
    expect(await daemons()).toEqual([`master ${INTERFACE} 3`, `backup ${INTERFACE} 3`]);
    await settleDaemons();
    await clients.client.change({ type: 'stop-daemon', state: 'master' });
    expect(await service.stop()).toEqual(DONE);
    expect([await daemons(), await table()]).toEqual([[], '']);
  });

  it('without AUTO="true" come and go beside a table that stays', async () => {
    const service = install('debian', `DAEMON="master"\nIFACE=${INTERFACE}\n`);
    await runCommand(clients.client, ['-R'], OTHER);
    expect(await service.start()).toEqual(DONE);
    expect([await daemons(), await table()]).toEqual([[`master ${INTERFACE} 0`], OTHER]);
    await settleDaemons();
    expect(await service.stop()).toEqual(DONE);
    expect([await daemons(), await table()]).toEqual([[], OTHER]);
  });

  it.each<[string, number, string, string]>([
    [`${AUTO}DAEMON="maser"\n`, 2, '/etc/default/ipvsadm: DAEMON is none, master, backup or both, not maser\n', ''],
    [`${AUTO}DAEMON="master"\nSYNCID="256"\n`, 2, 'illegal syncid specified\n', RULES],
  ])('%j fails the start', async (settings, status, output, rules) => {
    const service = install('debian', settings);
    expect(await service.start()).toEqual({ status, output });
    expect([service.state, await daemons(), await table()]).toEqual(['failed', [], rules]);
  });

  describe.each(SURROUNDINGS)('without IFACE, in %s,', (surroundings) => {
    useSurroundings(surroundings);

    it('are on eth0, or fail the start where there is none', async () => {
      const service = install('debian', `AUTO="true"\nDAEMON="master"\n#IFACE="${INTERFACE}"\n`);
      const [outcome, state, running] =
        surroundings === 'a host'
          ? [DONE, 'active', ['master eth0 0']]
          : [
              {
                status: 255,
                output:
                  'No such device\n' +
                  'hint: this network namespace has no eth0, which is the default: ' +
                  'name another interface, --mcast-interface\n',
              },
              'failed',
              [],
            ];
      expect(await service.start()).toEqual(outcome);
      expect([service.state, await daemons(), await table()]).toEqual([state, running, RULES]);
    });
  });
});
