import type { Caller } from './caller.ts';

/** Looks for what it would have written in what `-S -n` prints. */
export const salt: Caller = {
  source: 'https://github.com/saltstack/salt/blob/014bcc59/salt/modules/lvs.py',
  groups: [
    {
      title: 'the module lvs of Salt adds a service',
      lines: [
        '-A  -t 192.0.2.80:80 -s wlc',
        '-A  -u 192.0.2.53:53 -s rr',
        '-A  -f 1 -s rr',
        '-A  -t 192.0.2.80:80 -s nosuch',
      ],
    },
    {
      title: 'the module lvs of Salt on a table',
      setup: '-A -t 192.0.2.80:80 -s wlc\n-a -t 192.0.2.80:80 -r 198.51.100.1:80 -g -w 1\n-A -f 1 -s rr\n',
      lines: [
        '-A  -t 192.0.2.80:80 -s wlc',
        '-E  -t 192.0.2.80:80 -s rr',
        '-E  -t 192.0.2.80:80',
        '-a  -t 192.0.2.80:80 -r 198.51.100.2:8080 -m -w 1',
        '-a  -t 192.0.2.80:80 -r 198.51.100.2:80 -i -w 1',
        '-a  -t 192.0.2.80:80 -r 198.51.100.1:80 -g -w 1',
        '-e  -t 192.0.2.80:80 -r 198.51.100.1:80 -m -w 2',
        '-e  -t 192.0.2.80:80 -r 198.51.100.1:80',
        '-d  -t 192.0.2.80:80 -r 198.51.100.1:80',
        '-d  -t 192.0.2.80:80 -r 198.51.100.9:80',
        '-D  -t 192.0.2.80:80',
        '-D  -t 192.0.2.80:81',
        '-L  -t 192.0.2.80:80 -n',
        '-L  -f 1 -n',
        '-L -n',
        '-S -n',
        '-Z ',
        '-C',
      ],
    },
  ],
};
