import type { Group } from './case.ts';

const rules = (...inputs: readonly string[]) => inputs.map((text) => ({ rules: text }));

const A = '-A -t 10.0.0.1:80 -s rr\n';
const a = '-a -t 10.0.0.1:80 -r 192.168.0.1:80 -m -w 1\n';

export const restores: readonly Group[] = [
  {
    title: 'reading rules',
    lines: [
      ...rules('', '\n', '\n\n \n\t\n', '-C', '-C\n', `${A}${a}`, `${A}\n  \n${a}`, `  ${A}`),
      ...rules('\t-A\t-t\t10.0.0.1:80\t-s\trr\n', '-A  -t   10.0.0.1:80   -s  rr   \n', '-A -t 10.0.0.1:80 -s rr '),
      ...rules('-A -t 10.0.0.1:80 -s rr', '-A -t 10.0.0.1:80\r\n\r\n-A -t 10.0.0.2:80\r\n', '-C\r\n'),
      ...rules(`ipvsadm ${A}`, `  ipvsadm ${A}`, `ipvsadm\n${A}`),
      ...rules(`${A}-E -t 10.0.0.1:80 -s wrr\n${a}-e -t 10.0.0.1:80 -r 192.168.0.1:80 -m -w 9\n`),
      ...rules(`${A}${a}-d -t 10.0.0.1:80 -r 192.168.0.1:80\n`, `${A}${a}-D -t 10.0.0.1:80\n`, `${A}${a}-C\n${A}`),
      ...rules(`${A}-L -n\n${a}-Ln --thresholds\n-Sn\n-L --timeout\n-Z\n-Z -t 10.0.0.1:80\n`, `--set 1 2 3\n${A}`),
      ...rules('-A -f 1 -6 -p -M 64\n-A -f 1 -p -M 64\n-a -f 1 -6 -r 2001:db8::9 -w 7\n-a -f 1 -r 192.168.0.1\n'),
      ...rules(
        '-A -u 10.0.0.1:5060 -p 60 --pe sip -o\n-A -t 10.0.0.1:80 -s mh -b mh-port\n-A -t [2001:db8::1]:80 -p 5\n',
      ),
      ...rules(`${A}-a -t 10.0.0.1:80 -r 192.168.0.1 -i -w 3 --tun-type gue --tun-port 9 --tun-csum\n`),
      // What PyBal, ldirectord and CTDB write.
      ...rules('-C\n-A -t 10.0.0.1:80 -s wrr -p\n-a -t 10.0.0.1:80 -r localhost -w 10\n-D -t 10.0.0.1:80\n'),
      ...rules(`${A}-a -t 10.0.0.1:80 -x 0 -y 0 -r 192.168.0.1:80 -g -w 1\n-A -t 10.0.0.2 -p 1999999 -s lc\n`),
    ],
  },
  {
    title: 'reading rules that the kernel refuses',
    lines: rules(
      `${A}${A}`,
      `${A}${A}${a}`,
      `${a}${A}`,
      `${A}-D -t 10.0.0.7:80\n${a}-E -t 10.0.0.1:80 -s nosuch\n`,
      `${A}-a -t 10.0.0.1:80 -r 0.0.0.0 -m\n${a}`,
      '-Z -f 3\n',
      `-Ln -f 3\n`,
    ),
  },
  {
    title: 'reading rules that are wrong',
    setup: '-A -f 5 -s rr\n',
    lines: rules(
      'foo\n',
      '-t 10.0.0.1:80 -A\n',
      '-A -t 10.0.0.1:65536\n',
      '-A -t "10.0.0.1:80"\n',
      `${A}-A -t bad:host:80\n${a}`,
      `${A}-A -Q\n${a}`,
      `${A}${a}-R\n`,
      `${A}${a}# comment\n`,
      `${A.trimEnd()} # comment\n`,
      '-A -t 10.0.0.1:80 -s ipvsadm\n',
      '-A ipvsadm -t 10.0.0.1:80\n',
      '-C  ',
      '-A -t 10.0.0.1:80\r-A -t 10.0.0.2:80\r',
      '-A -t 10.0.0.1:80 \\\n',
      '-A\f-t\f10.0.0.1:80\n',
      '-A -t 10.0.0.1:80\0\n',
      '\ufeff-A -t 10.0.0.1:80\n',
      '-A -t 10.0.0.1:80 -6\n',
    ),
  },
];
