import type { Group } from './case.ts';

const TABLE = `-A -t 10.0.0.1:80 -s rr
-a -t 10.0.0.1:80 -r 10.0.0.9:8080 -m -w 5 -x 100 -y 50
-a -t 10.0.0.1:80 -r 10.0.0.10:80 -g -w 0
-a -t 10.0.0.1:80 -r [2001:db8:1111:2222:3333:4444:5555:7777]:80 -i
-A -t 10.0.0.1:443 -s sh -b sh-port,sh-fallback -p 100 -M 255.255.0.0
-a -t 10.0.0.1:443 -r 127.0.0.1 -g -w 2147483647
-A -u 10.0.0.1:53 -s mh -b flag-1 -o
-a -u 10.0.0.1:53 -r 10.0.0.9 -i --tun-type gue --tun-port 6080 --tun-remcsum
-a -u 10.0.0.1:53 -r 10.0.0.10 -i --tun-type gre
-A -u 10.0.0.2:5060 -s wlc -p 60 --pe sip
-A --sctp-service 10.0.0.1:5060 -s lc
-A -t [2001:db8::1]:80 -s wrr -p -M 64
-a -t [2001:db8::1]:80 -r 2001:db8::9 -m
-A -f 1 -s rr
-a -f 1 -r 10.0.0.9 -m -w 2
-A -f 1 -6 -s rr
-A -f 2 -6 -s rr -p
`;

const VIEWS = [
  '',
  '--stats',
  '--rate',
  '--thresholds',
  '--persistent-conn',
  '--tun-info',
  '--exact',
  '--nosort',
  '--sort',
];

export const listings: readonly Group[] = [
  {
    title: 'the table',
    setup: TABLE,
    lines: [
      ...VIEWS.map((view) => `-L -n ${view}`),
      '-Ln --stats --exact',
      '-Ln --rate --exact',
      '-Ln --thresholds --rate',
      '-Ln --persistent-conn --thresholds --tun-info',
      '-Ln --nosort --stats',
      '-Ln --syncid 3',
      '-ln',
      '--list --numeric',
      '-Ln -t 10.0.0.1:80',
      '-Ln -t 10.0.0.1:80 --stats',
      '-Ln -t 10.0.0.1:80 --thresholds',
      '-Ln -t 10.0.0.1:443 --tun-info',
      '-Ln -u 10.0.0.1:53 --tun-info',
      '-Ln -u 10.0.0.2:5060',
      '-Ln --sctp-service 10.0.0.1:5060 --rate',
      '-Ln -t [2001:db8::1]:80',
      '-Ln -f 1',
      '-Ln -f 1 -6 --persistent-conn',
      '-Ln -f 2',
      '-Ln -t 10.0.0.3:80',
      '-Ln -t 10.0.0.1',
      '-L --timeout',
      '-Ln --timeout --exact',
      '-L --daemon',
      '-Sn',
      '-S -n --sort',
      '--save --numeric',
    ],
  },
  {
    title: 'the empty table',
    lines: [...VIEWS.map((view) => `-L -n ${view}`), '-Ln -f 1', '-Sn', '-L --timeout', '-L --daemon'],
  },
  {
    title: 'large marks',
    setup: '-A -f 4294967295 -s rr\n',
    lines: ['-Ln', '-Ln -f 4294967295 --stats', '-Sn'],
  },
  {
    title: 'a flag without a name',
    setup: '-A -t 10.0.0.1:80 -s sh -b flag-3\n',
    lines: ['-Ln', '-Sn'],
  },
  {
    title: 'an engine without persistence',
    setup: '-A -t 10.0.0.4:80 --pe sip\n',
    lines: ['-Ln', '-Sn'],
  },
  {
    title: 'thresholds',
    setup: '-A -t 10.0.0.1:80\n-a -t 10.0.0.1:80 -r 10.0.0.9 -x 9 -y 8\n-a -t 10.0.0.1:80 -r 10.0.0.10 -x 9\n',
    lines: ['-Sn'],
  },
  {
    title: 'addresses of both halves',
    setup: '-A -t 200.0.0.1:80\n-A -t 10.0.0.1:80\n-a -t 10.0.0.1:80 -r 200.0.0.1\n-a -t 10.0.0.1:80 -r 10.0.0.8\n',
    lines: ['-Ln', '-Sn'],
  },
];
