import type { Caller } from './caller.ts';

/** One address for all ports: no port, and a persistence of 23 days. */
export const ctdb: Caller = {
  source: 'https://git.samba.org/samba.git, ctdb/config/events/legacy/91.lvs.script and its tests',
  groups: [
    {
      title: 'CTDB at its start',
      lines: [
        '-D -t 192.0.2.10',
        '-D -u 192.0.2.10:0',
        '-A -t 192.0.2.10 -p 1999999 -s lc',
        '-A -u 192.0.2.10 -s lc -p 1999999',
        '-l -n',
      ],
    },
    {
      title: 'CTDB with nodes',
      setup: '-A -t 192.0.2.10 -s lc -p 1999999\n-A -u 192.0.2.10 -s lc -p 1999999\n',
      lines: [
        '-a -t 192.0.2.10 -r 198.51.100.1 -g',
        '-a -u 192.0.2.10 -r 198.51.100.2:0 -g',
        '-a -t 192.0.2.10 -r 127.0.0.1',
        '-D -t 192.0.2.10',
        '-D -u 192.0.2.10:0',
        '-l -n',
      ],
    },
  ],
};
