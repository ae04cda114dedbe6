import type { Caller } from './caller.ts';

/** A bundle for support. `-Ln --connection` is left out here: connections run out between two listings. */
export const sos: Caller = {
  source: 'https://github.com/sosreport/sos/blob/6130bf84/sos/report/plugins/ipvs.py',
  groups: [
    {
      title: 'a report of sos',
      setup:
        '-A -t 192.0.2.80:443 -s wlc -p 600\n-a -t 192.0.2.80:443 -r 198.51.100.1:443 -g -w 2 -x 100 -y 50\n' +
        '-A -t [2001:db8:0:1::80]:80 -s sh -b sh-port\n-a -t [2001:db8:0:1::80]:80 -r [2001:db8:0:2::1]:80 -i\n',
      lines: ['-Ln', '-Ln --persistent-conn', '-Ln --rate', '-Ln --stats', '-Ln --thresholds', '-Ln --timeout'],
    },
  ],
};
