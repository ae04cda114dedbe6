import { describe, expect, it } from 'vitest';
import { hintFor } from '../../../src/cli/report/hints.ts';
import { OperationError } from '../../../src/ipvs/errors.ts';
import type { Operation } from '../../../src/ipvs/model.ts';
import { KernelError } from '../../../src/netlink/errors.ts';
import { parseCommand } from '../../../src/rules/parse.ts';
import { names } from '../../rules/names.ts';
import { wordsOf } from '../../rules/words.ts';

const ERRNO = {
  ENOENT: 2,
  ESRCH: 3,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ERANGE: 34,
  EAFNOSUPPORT: 97,
  ENETUNREACH: 101,
};

function operationOf(line: string): Operation {
  const command = parseCommand(wordsOf(line), names);
  if (command.type !== 'change') throw new Error(`${line} changes nothing`);
  return command.operation;
}

const hint = (line: string, code: keyof typeof ERRNO) =>
  hintFor(new OperationError(operationOf(line), new KernelError(ERRNO[code])));

const UNICAST = "is not a unicast address, as a real server's must be";
const BROADCAST = 'as a unicast address: is it the broadcast address of a network of this host, or is no interface up?';
const LINK_LOCAL = 'fe80::1 is link-local, which does not say on which link the real server is';
const OF_SERVICE = 'without -m a real server has the port of its service, 80';
const ADD_SERVICE = 'add the virtual service first: ipvsadm -A -t 10.0.0.1:80';

describe('a hint', () => {
  it.each<[string, keyof typeof ERRNO, string | undefined]>([
    ['-A -t 10.0.0.1:80 -s foo', 'ENOENT', 'the kernel has no module ip_vs_foo, or may not load it here: try modprobe'],
    [
      '-E -u 10.0.0.1:80 -s rr --pe bar',
      'ENOENT',
      'the kernel has no module ip_vs_rr or ip_vs_pe_bar, or may not load it here: try modprobe',
    ],
    ['-A -t 10.0.0.1:80 -s abcdefghijklmnop', 'EINVAL', "abcdefghijklmnop is longer than 15 bytes, the kernel's limit"],
    ['-A -t 10.0.0.1:80', 'EEXIST', undefined],
    ['-A -t 10.0.0.1:80', 'EINVAL', undefined],
    ['-A -t [2001:db8::1]:80', 'EAFNOSUPPORT', 'IPVS in this kernel is built without IPv6'],
    ['-D -t 10.0.0.1:80', 'ESRCH', undefined],
    ['-a -t 10.0.0.1:80 -r 0.0.0.0', 'EINVAL', `0.0.0.0 ${UNICAST}`],
    ['-a -t 10.0.0.1:80 -r 224.0.0.1', 'EINVAL', `224.0.0.1 ${UNICAST}`],
    ['-a -t 10.0.0.1:80 -r 10.9.0.255', 'EINVAL', `the kernel does not accept 10.9.0.255 ${BROADCAST}`],
    ['-a -t [2001:db8::1]:80 -r [::]:80', 'EINVAL', `:: ${UNICAST}`],
    ['-a -t [2001:db8::1]:80 -r [ff02::1]:80', 'EINVAL', `ff02::1 ${UNICAST}`],
    ['-a -t [2001:db8::1]:80 -r [fe80::1]:80', 'EINVAL', LINK_LOCAL],
    [
      '-a -t 10.0.0.1:80 -r [2001:db8::9]:80 -i',
      'EINVAL',
      'a real server of the other address family cannot be added while a sync daemon runs (ipvsadm -L --daemon)',
    ],
    ['-a -t 10.0.0.1:80 -r 10.0.0.7 -x 5 -y 9', 'ERANGE', 'the lower threshold (-y 9) is above the upper one (-x 5)'],
    ['-a -t 10.0.0.1:80 -r 10.0.0.7', 'ERANGE', undefined],
    ['-a -t 10.0.0.1:80 -r 10.0.0.7', 'ESRCH', ADD_SERVICE],
    ['-d -t 10.0.0.1:80 -r 10.0.0.7', 'ESRCH', ADD_SERVICE],
    ['-d -t 10.0.0.1:80 -r 10.0.0.7', 'ENOENT', '-t 10.0.0.1:80 has no real server 10.0.0.7:80'],
    ['-d -t 10.0.0.1:80 -r 10.0.0.7:90', 'ENOENT', `-t 10.0.0.1:80 has no real server 10.0.0.7:90: ${OF_SERVICE}`],
    ['-e -t 10.0.0.1:80 -r 10.0.0.7:90', 'ENOENT', `-t 10.0.0.1:80 has no real server 10.0.0.7:80: ${OF_SERVICE}`],
    ['-e -t 10.0.0.1:80 -r 10.0.0.7:80 -m', 'ENOENT', '-t 10.0.0.1:80 has no real server 10.0.0.7:80'],
    ['-d -f 5 -r 10.0.0.7:90', 'ENOENT', '-f 5 has no real server 10.0.0.7:90'],
    [
      '--start-daemon master',
      'ENODEV',
      'this network namespace has no eth0, which is the default: name another interface, --mcast-interface',
    ],
    ['--start-daemon master --mcast-interface eth9', 'ENODEV', 'this network namespace has no interface eth9'],
    [
      '--start-daemon backup --mcast-interface eth9',
      'ENETUNREACH',
      'is the interface eth9 up, with an address and a route to the multicast group?',
    ],
    [
      '--start-daemon master --mcast-interface eth9',
      'EINVAL',
      'a sync daemon does not go with real servers of another address family than that of their service',
    ],
    ['--start-daemon master', 'EEXIST', undefined],
    ['-C', 'EINVAL', undefined],
  ])('for %s, %s', (line, code, expected) => {
    expect(hint(line, code)).toBe(expected);
  });
});
