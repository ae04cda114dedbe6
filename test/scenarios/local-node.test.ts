import { expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { LOCAL_NODE } from './local-node.ts';

testGuide(
  LOCAL_NODE,
  [
    { from: '-r 192.168.100.1 -g', to: '-r 192.168.100.2 -g' },
    { from: '-r 192.168.2.1:8080 -m', to: '-r 192.168.2.1 -m' },
  ],
  (network) => {
    it.each(['-Ln', '-Sn', '-Lnc'])(
      'ipvsadm %s lists the director as a server of its own as the C tool does',
      async (words) => {
        const director = network().host('director');
        const [ours, theirs] = [await director.type(`ipvsadm ${words}`), await director.type(`ipvsadm-c ${words}`)];
        expect(withoutTimes(ours.text)).toBe(withoutTimes(theirs.text));
      },
    );
  },
);

/** Timers change between two listings. */
const withoutTimes = (listing: string): string => listing.replaceAll(/ \d\d:\d\d /g, ' ');
