import type { Caller } from './caller.ts';

/** Keeps the options in a hash, so that they come in any order; those without a value leave a blank more. */
export const netIpvs: Caller = {
  source: 'Net::IPVS 0.01, https://metacpan.org/dist/Net-IPVS',
  groups: [
    {
      title: 'Net::IPVS adds a service',
      lines: [
        '--add-service --tcp-service 192.0.2.80:20000 --scheduler wlc --netmask 255.255.255.255',
        '--add-service --netmask 255.255.255.255 --scheduler wlc --tcp-service 192.0.2.80:20000',
        '--add-service --scheduler rr --udp-service 192.0.2.80:53 --netmask 255.255.255.255',
        '--clear',
      ],
    },
    {
      title: 'Net::IPVS changes what is there',
      setup: '-A -t 192.0.2.80:20000 -s wlc\n-a -t 192.0.2.80:20000 -r 198.51.100.1 -g\n',
      lines: [
        '--edit-service --netmask 255.255.255.255 --tcp-service 192.0.2.80:20000 --scheduler wrr',
        '--add-server --l-threshold 0 --gatewaying --tcp-service 192.0.2.80:20000 --u-threshold 0 --real-server 198.51.100.2 --weight 1',
        '--add-server --weight 1 --tcp-service 192.0.2.80:20000 --masquerading --real-server 198.51.100.2:8000 --u-threshold 9 --l-threshold 4',
        '--add-server --ipip --weight 2 --tcp-service 192.0.2.80:20000 --u-threshold 0 --l-threshold 0 --real-server 198.51.100.2',
        '--edit-server --weight 2 --u-threshold 0 --gatewaying --tcp-service 192.0.2.80:20000 --real-server 198.51.100.1 --l-threshold 0',
        '--delete-server --tcp-service 192.0.2.80:20000 --real-server 198.51.100.1',
        '--delete-service --tcp-service 192.0.2.80:20000',
        '--zero --tcp-service 192.0.2.80:20000',
        '--set 900 120 300',
      ],
    },
    {
      title: 'Net::IPVS and a sync daemon',
      lines: ['--start-daemon --mcast-interface eth0 --syncid 0 --master', '--stop-daemon'],
    },
  ],
};
