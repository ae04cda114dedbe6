import type { Caller } from './caller.ts';

const TABLE =
  '-A -t 192.0.2.80:80 -s wlc -p 360\n-a -t 192.0.2.80:80 -r 198.51.100.1:80 -g -w 1\n' +
  '-a -t 192.0.2.80:80 -r 198.51.100.2:80 -m -w 3\n';

/** What the services of the distributions, and public units, do at a start, a save, a status and a stop. */
export const initScripts: Caller = {
  source:
    'the package ipvsadm of Red Hat (ipvsadm.service, /etc/sysconfig/ipvsadm), Debian (/etc/init.d/ipvsadm) and SUSE, and public units',
  groups: [
    {
      title: 'a service of a distribution',
      setup: TABLE,
      lines: [
        '-C',
        '-Sn',
        '-S -n',
        '-L -n',
        '--set 900 120 1',
        '--stop-daemon master',
        '--stop-daemon backup',
        '--start-daemon master --mcast-interface eth0 --syncid 1',
        '--start-daemon backup --mcast-interface eth0 --syncid 1',
        '--start-daemon=master --mcast-interface=eth0',
        '--start-daemon backup --mcast-interface=eth0 --syncid 51',
        '-A -t 192.0.2.81:80 -s rr',
        '-a -t 192.0.2.80:80 -r 198.51.100.3:80 -m',
      ],
    },
    { title: 'the rules of a distribution', lines: [{ rules: TABLE }, { rules: `-C\n${TABLE}` }] },
    {
      title: 'the rules of a distribution, saved with names',
      named: true,
      setup: TABLE,
      lines: [
        '-S',
        '-L',
        '-L --stats',
        '-l -t www.example:http',
        {
          rules:
            '-A -t www.example:https -s wlc -p 360\n-a -t www.example:https -r real1.example:https -g -w 1\n' +
            '-a -t www.example:https -r real3.example:https -m -w 3\n',
        },
      ],
    },
  ],
};
