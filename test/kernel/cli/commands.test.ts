/** All commands from start to end, as a user gives them: a process each, each on what the one before has left. */
import { expect, it } from 'vitest';
import { wordsOf } from '../../rules/words.ts';
import { runOurs } from './outcome.ts';

const HEADING =
  'Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n';

/** Line, standard output, standard error, status. */
type Step = [line: string, stdout: string, stderr?: string, status?: number];

const STEPS: readonly Step[] = [
  ['-C', ''],
  ['-A -t 10.0.0.1:80 -s rr', ''],
  ['-A -t 10.0.0.1:80', '', 'Service already exists\n', 255],
  ['-A -u 10.0.0.1:53 -s wrr -p 60 -M 255.255.255.0 -o', ''],
  ['-A -f 7 -s lc', ''],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:8080 -m -w 5', ''],
  ['-a -t 10.0.0.1:80 -r 192.168.0.1:8080 -m', '', 'Destination already exists\n', 255],
  ['-a -t 10.0.0.1:80 -r 192.168.0.2', ''],
  ['-a -f 7 -r 192.168.0.3 -i -x 9 -y 5', ''],
  [
    '-a -t 10.0.0.9:80 -r 192.168.0.2',
    '',
    'Service not defined\nhint: add the virtual service first: ipvsadm -A -t 10.0.0.9:80\n',
    255,
  ],
  [
    '-Ln -t 10.0.0.1:80',
    `${HEADING}TCP  10.0.0.1:80 rr\n` +
      '  -> 192.168.0.1:8080             Masq    5      0          0         \n' +
      '  -> 192.168.0.2:80               Route   1      0          0         \n',
  ],
  ['-e -t 10.0.0.1:80 -r 192.168.0.2 -w 0', ''],
  [
    '-e -t 10.0.0.1:80 -r 192.168.0.4',
    '',
    'No such destination\nhint: -t 10.0.0.1:80 has no real server 192.168.0.4:80: ' +
      'without -m a real server has the port of its service, 80\n',
    255,
  ],
  ['-d -t 10.0.0.1:80 -r 192.168.0.1:8080', ''],
  ['-E -t 10.0.0.1:80 -s lc', ''],
  [
    '-E -t 10.0.0.1:80 -s nosuch',
    '',
    'Scheduler or persistence engine not found\n' +
      'hint: the kernel has no module ip_vs_nosuch, or may not load it here: try modprobe\n',
    255,
  ],
  ['-D -u 10.0.0.1:53', ''],
  ['-D -u 10.0.0.1:53', '', 'No such service\n', 255],
  ['-Ln -u 10.0.0.1:53', '', 'No such service\n', 1],
  ['-Z', ''],
  ['-Z -f 7', ''],
  [
    '-Sn',
    '-A -t 10.0.0.1:80 -s lc\n-a -t 10.0.0.1:80 -r 192.168.0.2:80 -g -w 0\n' +
      '-A -f 7 -s lc\n-a -f 7 -r 192.168.0.3:0 -i -w 1 -x 9 -y 5 --tun-type ipip\n',
  ],
  [
    '-Ln -f 7 --stats',
    'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n  -> RemoteAddress:Port\n' +
      'FWM  7                                   0        0        0        0        0\n' +
      '  -> 192.168.0.3:0                       0        0        0        0        0\n',
  ],
  ['--set 800 100 200', ''],
  ['-L --timeout', 'Timeout (tcp tcpfin udp): 800 100 200\n'],
  ['--set 900 120 300', ''],
  ['-L --daemon', ''],
  ['--stop-daemon master', '', 'No daemon is running\n', 255],
  [
    '--start-daemon master --mcast-interface no-such0',
    '',
    'No such device\nhint: this network namespace has no interface no-such0\n',
    255,
  ],
  ['-C', ''],
  ['-Sn', ''],
];

it.each(STEPS)('ipvsadm %s', (line, stdout, stderr = '', status = 0) => {
  expect(runOurs(wordsOf(line))).toEqual({ status, stdout, stderr });
});

it('the listing of everything starts with the version', () => {
  const { status, stdout, stderr } = runOurs(['-L', '-n']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.replace(HEADING, '')).toMatch(/^IP Virtual Server version \d+\.\d+\.\d+ \(size=\d+\)\n$/);
});

it('the listing of connections starts with its headings', () => {
  const { status, stdout, stderr } = runOurs(['-Lcn']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^IPVS connection entries\npro expire state {7}source {13}virtual {12}destination\n/);
});
