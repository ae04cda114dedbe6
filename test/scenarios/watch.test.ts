import { expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { VIP } from './cluster.ts';
import { WATCH } from './watch.ts';

const MISTAKES = [
  { from: '-s rr', to: '-s sh' },
  { from: '-r 192.168.2.101 -m', to: '-r 192.168.2.101 -m -w 0' },
];

testGuide(WATCH, MISTAKES, (network) => {
  it('watch(1) on a terminal shows the counters repeatedly', async ({ skip }) => {
    const director = network().host('director');
    if ((await director.type('command -v watch && command -v script')).status !== 0) skip('no watch or script here');
    const rules = `-A -t ${VIP}:90 -s rr\n-a -t ${VIP}:90 -r 192.168.2.100:80 -m\n`;
    await director.type(`ipvsadm -R <<'END'\n${rules}END`);
    const command = `ipvsadm -Ln --stats -t ${VIP}:90`;
    await director.type(`TERM=linux script -qfec 'watch -n 1 "${command} | tee -a rounds"' screen &`);

    const shown = async (file: string): Promise<string> => (await director.type(`cat ${file}`)).text;
    const toShow = (connections: number): RegExp => new RegExp(`^TCP  ${VIP}:90 +${connections} `, 'm');
    await expect.poll(() => shown('rounds'), { timeout: 20_000 }).toMatch(toShow(0));
    await network().host('client').type(`curl -s0 'http://${VIP}:90/?[1-5]'`);
    await expect.poll(() => shown('rounds'), { timeout: 20_000 }).toMatch(toShow(5));
    expect(await shown('screen')).toContain('Every 1.0s: ipvsadm -Ln --stats');
  });
});
