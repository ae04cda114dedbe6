/** ldirectord, Debian's package as it is, drives `ipvsadm`: ours in place of the C tool, with the same tables. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { timeFactor } from '../../tools/lab/time-factor.ts';
import { CheckedSite } from './ldirectord.ts';

/** Milliseconds in which ldirectord has seen a change and made its own: seconds, where the machine has nothing else to do. */
const SOON = { timeout: timeFactor * 60_000, interval: 1000 };

const MARKED = '-a -f 1 -r 10.0.0.2:80 -i -w 2 --tun-type ipip';

/** The table with a weight for the server by its address, and the server by the firewall mark where it is there. */
const tableOf = (weight: number, ...marked: readonly string[]): string[] => [
  '-A -f 1 -s mh -p 600 -M 255.255.255.0 -b mh-port',
  '-A -t 10.0.0.100:80 -s wrr',
  ...marked,
  `-a -t 10.0.0.100:80 -r 10.0.0.2:80 -m -w ${weight}`,
];

let site: CheckedSite;
afterEach(() => site?.remove());

describe.each(['ipvsadm', 'ipvsadm-c'])('ldirectord with %s', { timeout: timeFactor * 180_000 }, (tool) => {
  it('puts in what answers, takes out what does not, and leaves nothing behind', async () => {
    site = await CheckedSite.build(tool);
    const expectTable = (table: readonly string[]) =>
      vi.waitFor(async () => expect(await site.table()).toEqual(table), SOON);

    await site.control('start');
    await expectTable(tableOf(3, MARKED));

    // Quiescent, it gets no new connections; not quiescent, it leaves the table.
    await site.stopWeb();
    await expectTable(tableOf(0));
    await site.startWeb();
    await expectTable(tableOf(3, MARKED));

    await site.control('stop');
    await expectTable([]);
    expect(await site.log()).not.toMatch(/failed/);
  });
});
