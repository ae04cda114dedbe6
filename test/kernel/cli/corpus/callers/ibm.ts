import type { Caller } from './caller.ts';

const SERVICES = '-A -t 192.0.2.80:80 -s rr -p 600\n-A -u 192.0.2.81:69 -s lc\n-A -f 2 -s dh\n';
const SERVERS =
  '-A -u 192.0.2.81:69 -s lc\n-a -u 192.0.2.81:69 -r 198.51.100.4:69 -m -w 1\n' +
  '-a -u 192.0.2.81:69 -r 198.51.100.3:69 -i -w 1\n-a -u 192.0.2.81:69 -r 198.51.100.2:69 -g -w 2\n';

/** Edits that reset what they do not name: a scheduler, a forwarding method, a weight. */
export const ibm: Caller = {
  source: 'the functional test of IBM, fivextra/ipvsadm/ipvsadm.sh (2003, 2015)',
  groups: [
    {
      title: "IBM's test adds",
      lines: [
        '-Sn',
        '-A -t 192.0.2.80:80 -s rr -p 600',
        '-A -u 192.0.2.81:69 -M 255.255.0.0 -s lc',
        '-A -f 2 -s dh',
        {
          rules:
            '-A -t 192.0.2.80:80 -s wrr -p 600\n-a -t 192.0.2.80:80 -r 198.51.100.3:80 -g -w 3\n' +
            '-a -t 192.0.2.80:80 -r 198.51.100.2:80 -g -w 2\n',
        },
        { rules: '-A -t 192.0.2.80:80 -s rr -p 600 \n-A -u 192.0.2.81:69 -s lc \n-A -f 2 -s dh\n' },
      ],
    },
    {
      title: "IBM's test on services",
      setup: SERVICES,
      lines: [
        '-a -t 192.0.2.80:80 -r 198.51.100.2:80 -m',
        '-a -t 192.0.2.80:80 -r 198.51.100.3:80 -w 3',
        '-a -t 192.0.2.80:80 -r 198.51.100.4:80 -i -w 6',
        '-a -u 192.0.2.81:69 -r 198.51.100.2:69 -g -w 2',
        '-a -u 192.0.2.81:69 -r 198.51.100.3:69 -i',
        '-a -f 2 -r 198.51.100.2:0 -i -w 3',
        '-a -f 2 -r 198.51.100.3:0 -m -w 3',
        '-a -f 2 -r 198.51.100.4:0',
        '-E -u 192.0.2.81:69 -s sed',
        '-E -t 192.0.2.80:80 -p 1200',
        '-D -u 192.0.2.81:69',
        '-Sn',
      ],
    },
    {
      title: "IBM's test on servers",
      setup: SERVERS,
      lines: [
        '-e -u 192.0.2.81:69 -r 198.51.100.3:69 -i',
        '-e -u 192.0.2.81:69 -r 198.51.100.4:69 -w 10',
        '-d -u 192.0.2.81:69 -r 198.51.100.3:69',
        '-Sn',
      ],
    },
  ],
};
