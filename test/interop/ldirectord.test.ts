/** ldirectord, unchanged from Debian, runs `ipvsadm`. With ours in place of the C tool, it makes the same tables. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { timeFactor } from '../../tools/lab/time-factor.ts';
import { CheckedSite } from './ldirectord.ts';

/**
 * Milliseconds until ldirectord must have noticed a change and updated the table. On a quiet machine it takes
 * seconds.
 */
const SOON = { timeout: timeFactor * 60_000, interval: 1000 };

const MARKED = '-a -f 1 -r 10.0.0.2:80 -i -w 2 --tun-type ipip';

/**
 * The expected table: the weight of the server by address, and the lines of the server by firewall mark, if it is
 * there.
 */
const tableOf = (weight: number, ...marked: readonly string[]): string[] => [
  '-A -f 1 -s mh -p 600 -M 255.255.255.0 -b mh-port',
  '-A -t 10.0.0.100:80 -s wrr',
  ...marked,
  `-a -t 10.0.0.100:80 -r 10.0.0.2:80 -m -w ${weight}`,
];

let site: CheckedSite;
afterEach(() => site?.remove());

describe.each(['ipvsadm', 'ipvsadm-c'])('ldirectord with %s', { timeout: timeFactor * 180_000 }, (tool) => {
  it('adds servers that reply, removes those that do not, and deletes everything at the end', async () => {
    site = await CheckedSite.build(tool);
    const expectTable = (table: readonly string[]) =>
      vi.waitFor(async () => expect(await site.table()).toEqual(table), SOON);

    await site.control('start');
    await expectTable(tableOf(3, MARKED));

    // With `quiescent` a failed server gets weight 0. Without, it is deleted.
    await site.stopWeb();
    await expectTable(tableOf(0));
    await site.startWeb();
    await expectTable(tableOf(3, MARKED));

    await site.control('stop');
    await expectTable([]);
    expect(await site.log()).not.toMatch(/failed/);
  });
});
