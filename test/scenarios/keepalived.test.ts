import { expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { KEEPALIVED } from './keepalived.ts';

testGuide(
  KEEPALIVED,
  [
    { from: 'lvs_sync_daemon eth1 web id 7', to: '' },
    { from: '192.168.100.124 80', to: '192.168.100.124 81' },
  ],
  (network) => {
    it.each(['-Ln', '-Lnc', '-Sn', '-L --daemon'])(
      'ipvsadm %s lists the table of keepalived as ipvsadm 1.31 does',
      async (words) => {
        const [ours, theirs] = await Promise.all(
          ['ipvsadm', 'ipvsadm-c'].map(async (tool) => {
            const listing = await network()
              .host('director2')
              .run(tool, ...words.split(' '));
            return listing.replaceAll(/ \d\d:\d\d /g, ' ');
          }),
        );
        expect(ours).toMatch(/192\.168\.100\.100|master/);
        expect(ours).toBe(theirs);
      },
    );
  },
);
