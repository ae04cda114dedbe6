import type { EtcFiles } from '../etc.ts';

/** The `/etc` of cases that look names up. Nothing is asked of a name server. */
export const ETC: EtcFiles = {
  hosts: `127.0.0.1 localhost
::1 ip6-localhost
192.0.2.10 director.example director
2001:db8:0:1::10 director.example director
192.0.2.80 www.example
198.51.100.1 real1.example real1
198.51.100.2 real2.example real2
198.51.100.3 real3.example
2001:db8:0:2::1 real1.example
`,
  'nsswitch.conf': 'passwd: files\nhosts: files\nservices: files\nprotocols: files\n',
  services: 'domain 53/tcp\ndomain 53/udp\nhttp 80/tcp www\nhttps 443/tcp\nhttp-alt 8080/tcp\n',
};
