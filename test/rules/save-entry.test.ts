import { describe, expect, it } from 'vitest';
import { saveEntry } from '../../src/rules/write-rules.ts';
import { entries } from '../cli/render/entries.ts';

describe('saved rules', () => {
  const rules = entries.map((entry) => saveEntry(entry)).join('');

  it('are each service, then its servers', () => {
    expect(rules.split('\n')).toEqual([
      '-A -t 10.0.0.1:80 -s rr',
      '-a -t 10.0.0.1:80 -r 192.168.0.1:8080 -m -w 5 -x 4294967295 -y 7',
      '-a -t 10.0.0.1:80 -r [2001:db8:1111:2222:3333:4444:5555:7777]:80 -i -w 1 --tun-type ipip',
      '-a -t 10.0.0.1:80 -r 10.0.0.1:80 -g -w 2147483647',
      '-A -u 10.0.0.2:5060 -s mh -p 60 -M 255.255.0.0 --pe sip -o -b mh-port',
      '-a -u 10.0.0.2:5060 -r 192.168.0.1:8080 -i -w 5 --tun-type gue --tun-port 65535 --tun-remcsum',
      '-a -u 10.0.0.2:5060 -r 192.168.0.1:8080 -i -w 5 --tun-type gre --tun-nocsum',
      '-A -t [2001:db8::1]:80 -s wlc -p 100 -M 64',
      '-A --sctp-service 10.0.0.1:0 -s wlc -p 360',
      '-A -f 1 -6 -s sh -b sh-fallback,flag-3',
      '-a -f 1 -6 -r [2001:db8::9]:0 -g -w 0',
      '-A -f 4294967295 -s rr',
      '',
    ]);
  });

  it('have the substrings that Salt looks for', () => {
    expect(rules).toContain(' -t 10.0.0.1:80 -s rr');
    expect(rules).toContain(' -t 10.0.0.1:80 -r 192.168.0.1:8080 -m -w 5');
    expect(rules).toContain(' -t 10.0.0.1:80 ');
  });
});
