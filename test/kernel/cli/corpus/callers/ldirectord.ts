import type { Caller } from './caller.ts';

/** Thresholds come before the server. test/interop runs the program itself. */
export const ldirectord: Caller = {
  source: 'https://github.com/ClusterLabs/resource-agents/blob/01ccd21e/ldirectord/ldirectord.in',
  groups: [
    {
      title: 'ldirectord at its start',
      lines: [
        '-A -t 192.0.2.80:80 -s wlc',
        '-A -t 192.0.2.80:80 -s wlc -p 600 -M 255.255.255.0',
        '-A -u 192.0.2.53:53 -s rr -o',
        '-A -f 1 -s rr -p 600',
        '-A -f 1 -6 -s rr',
        '-A -t [2001:db8:0:1::80]:80 -s wrr',
        '-A -u 192.0.2.60:5060 -s wlc -p 60 -M 255.255.255.255 --pe sip -o',
        '-L -n',
      ],
    },
    {
      title: 'ldirectord at a change',
      setup: '-A -t 192.0.2.80:80 -s wlc -p 600\n-a -t 192.0.2.80:80 -r 198.51.100.1:80 -g -w 1\n-A -f 1 -6 -s rr\n',
      lines: [
        '-E -t 192.0.2.80:80 -s wlc -p 600',
        '-E -t 192.0.2.80:80 -s rr',
        '-a -t 192.0.2.80:80 -x 0 -y 0 -r 198.51.100.2:80 -g -w 1',
        '-a -t 192.0.2.80:80 -x 100 -y 50 -r 198.51.100.2:80 -m -w 1',
        '-a -f 1 -6 -x 0 -y 0 -r [2001:db8:0:2::1]:80 -i -w 1',
        '-e -t 192.0.2.80:80 -x 0 -y 0 -r 198.51.100.1:80 -g -w 0',
        '-d -t 192.0.2.80:80 -r 198.51.100.1:80',
        '-D -t 192.0.2.80:80',
        '-L -n',
      ],
    },
  ],
};
