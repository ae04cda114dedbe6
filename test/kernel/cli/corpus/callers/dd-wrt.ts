import type { Caller } from './caller.ts';

/** A router of the home. */
export const ddWrt: Caller = {
  source: 'https://github.com/mirror/dd-wrt, src/router/services/services/ipvs.c',
  groups: [
    {
      title: 'DD-WRT',
      setup: '-A -t 192.0.2.81:80 -s wlc\n',
      lines: [
        '-A -t 192.0.2.80:0 -s wlc -p',
        '-A -t 192.0.2.80:80 -s wlc',
        '-A -u 192.0.2.80:0 -s rr -p',
        '-A -u 192.0.2.80:5060 -p 60 -M 0.0.0.0 -o --pe sip -s wlc',
        '-a -t 192.0.2.81:80 -r 198.51.100.1:80 -m -w 5',
        '-a -t 192.0.2.81:80 -r 198.51.100.1:80 -g -w 5',
        '-a -t 192.0.2.81:80 -r 198.51.100.1:80 -m',
        '-a -t 192.0.2.81:80 -r 198.51.100.1:80 -g',
        '--start-daemon master --mcast-interface br0',
        '--start-daemon master --mcast-interface eth0',
      ],
    },
  ],
};
