import type { Caller } from './caller.ts';

/** keepalived makes the table. The agent reads listings, with standard error among their lines, and splits them at blanks. */
export const octavia: Caller = {
  source:
    'https://opendev.org/openstack/octavia, octavia/amphorae/backends/utils/keepalivedlvs_query.py: get_ipvsadm_info',
  groups: [
    {
      title: 'the amphora agent of OpenStack Octavia',
      setup:
        '-A -u 192.0.2.53:53 -s wrr -p 33 -M 255.0.0.0\n' +
        '-a -u 192.0.2.53:53 -r 198.51.100.1:53 -m -w 3\n-a -u 192.0.2.53:53 -r 198.51.100.2:53 -m -w 2\n' +
        '-A -u [2001:db8:0:1::53]:53 -s rr\n-a -u [2001:db8:0:1::53]:53 -r [2001:db8:0:2::1]:53 -m -w 1\n',
      lines: ['-Ln', '-Ln --stats --exact'],
    },
  ],
};
