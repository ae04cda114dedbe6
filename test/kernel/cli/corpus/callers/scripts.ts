import type { Caller } from './caller.ts';

/** What scripts, wrappers in many languages and monitoring of the public have in common. */
export const scripts: Caller = {
  source: 'public scripts of DR and NAT directors, wrappers that start one process a rule, and checks of monitoring',
  groups: [
    {
      title: 'a public script',
      setup: '-A -t 192.0.2.80:80 -s wrr\n-a -t 192.0.2.80:80 -r 198.51.100.1:80 -g -w 1\n-A -f 100 -s wrr\n',
      lines: [
        '-At 192.0.2.81:80 -s rr',
        '-at 192.0.2.80:80 -r 198.51.100.2:80 -i',
        '-A -t 192.0.2.81:3306 -s rr -p 60',
        '-a -t 192.0.2.80:80 -r 198.51.100.2',
        '-a -t 192.0.2.80:http -r 198.51.100.2:http -w 0 -g',
        '-d -t 192.0.2.80:http -r 198.51.100.1:http',
        '--add-server --fwmark-service 100 --real-server 127.0.0.1 --ipip --weight 1',
        '-e -t 192.0.2.80:80 -r 198.51.100.1:80 -w 3',
        '-a -u 192.0.2.53:53 -r 198.51.100.1:53 -g -w 1',
        '-a -t 192.0.2.80:80 -r 198.51.100.2:80 -b',
        '–a –t 192.0.2.80:80 –r 198.51.100.2:80 –g',
        '-L -n --stats --rate',
        '-L -n --stats --exact',
        '-Ln --rate',
        '-ln',
        '-l -n',
        '-c',
        '--start-daemon',
        '--stop-daemon',
      ],
    },
    {
      title: 'a script of a VRRP daemon',
      lines: [
        {
          rules:
            '-A -t 192.0.2.80:0 -s wrr -p 360\n-a -t 192.0.2.80:0 -r 198.51.100.1:0 -g -w 3\n' +
            '-a -t 192.0.2.80:0 -r 198.51.100.2:0 -g -w 3\n',
        },
      ],
    },
  ],
};
