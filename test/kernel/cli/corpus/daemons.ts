import type { Group } from './case.ts';

const rules = (...inputs: readonly string[]) => inputs.map((text) => ({ rules: text }));

/**
 * Sync daemons without an interface, which is then eth0. A daemon that is started and stopped by the same `-R` is left out:
 * ipvsadm 1.31 waits for ever for the kernel's answer to the stop.
 */
export const daemons: readonly Group[] = [
  {
    title: 'a sync daemon without an interface',
    lines: [
      '--start-daemon master',
      '--start-daemon backup',
      '--start-daemon=master',
      '--start-daemon master --syncid 7',
      '--start-daemon backup --syncid 255',
      ['--start-daemon', 'master', '--mcast-interface', ''],
      ['--start-daemon', 'backup', '--mcast-interface='],
      ['--start-daemon', 'master', '--mcast-interface', '', '--syncid', '9'],
      '--start-daemon master --mcast-interface eth0',
      '--start-daemon master --mcast-group 224.0.0.99 --mcast-port 9000 --mcast-ttl 3 --sync-maxlen 1000',
      '--start-daemon backup --mcast-group ff02::99',
      '--start-daemon backup --mcast-interface nosuch0',
      '--stop-daemon master',
      '--stop-daemon backup --syncid 3',
    ],
  },
  {
    title: 'sync daemons without an interface, in rules',
    lines: rules(
      '--start-daemon master\n',
      '--start-daemon backup --syncid 7\n',
      '--start-daemon master --syncid 1\n--start-daemon backup --syncid 2\n-L --daemon\n',
      '--start-daemon master\n--start-daemon master\n',
      '-A -t 10.0.0.1:80 -s rr\n--start-daemon=backup\n-A -t 10.0.0.2:80 -s rr\n',
      '--start-daemon master --mcast-interface eth0 --syncid 4\n-L --daemon\n',
      '--stop-daemon master\n',
    ),
  },
];
