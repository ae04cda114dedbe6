/** Values at the borders of what options take, on both sides. */
import { LONG_NAME } from './settings.ts';

const list = (text: string): string[] => text.split(' ');

const PORTS = [...list('0 1 65535 65536 -1 +5 0x5 http nosuch'), '', ' 5', '5 '];
const NUMBERS = [
  ...list('0 -0 -1 1 65536 2147483647 2147483648 4294967295 4294967296 -2147483649 9223372036854775808'),
  ...list('+5 +-5 0x10 010 1e3 3.0 5m \u0663'),
  ...['', ' 5', '\t5', '5 ', '5\n'],
];
const TIMES = [...list('0 1 2678400 2678401 -1 +9 9s 99999999999999999999 -'), '', ' 9', '9 '];

const FOUR = list('10.0.0.1 10.0.0.256 10.0.0.1.1 10.0.1 256.1 4294967295 4294967296 08.0.0.1');
const SIX = list('2001:db8::1 ::ffff:10.0.0.1 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 1::2::3 fe80::1%lo');
/** Without the address and port that are all zero: -Z of 1.31 takes them for no service, and zeroes all. */
const ENDPOINTS = [
  ...FOUR.flatMap((host) => [host, `${host}:80`]),
  ...SIX.flatMap((host) => [host, `[${host}]:80`, `[${host}]`]),
  ...PORTS.flatMap((port) => [`10.0.0.1:${port}`, `[2001:db8::1]:${port}`]),
  ...list('80 : :80 []:80 [ [[::1]]:80 [::1 ::1]:80 10.0.0.1:80:80 bad:host:80 0.0.0.0:80 [::]:80 -s . ... *:80'),
  ...['', ' 10.0.0.1:80', '10.0.0.1 :80', '10.0.0.1 x:80', '[ ::1]:80', 'a b', 'localhost', 'localhost:http'],
];
/** Without what 1.31 takes for a prefix length because it begins with one: `64x`, and even 10.0.0.1. */
const MASKS = [
  ...list('0 -1 1 32 128 129 064 +5 0x40 4294967295 4294967296 :: localhost'),
  ...list('255.255.255.0 255.0.255.0 0.0.0.0 0.1 255.255.255.256 256.1 255.255 0.0.0.0.0 .'),
  ...['', ' 5'],
];

/**
 * By option. Left out, as rows of docs/compatibility.md: commas alone for -b, on which 1.31 crashes, flag-3 alone,
 * which it cannot name for sh and mh, and names of interfaces that it cuts.
 */
export const BORDERS: Readonly<Record<string, readonly string[]>> = {
  'tcp-service': ENDPOINTS,
  'udp-service': ENDPOINTS,
  'sctp-service': ENDPOINTS,
  'fwmark-service': [...NUMBERS, '0000000007', '4294967294'],
  scheduler: [...list('RR -rr nosuch abcdefghijklmno a/b \u00e9'), LONG_NAME, '', 'rr '],
  persistent: TIMES,
  netmask: MASKS,
  'real-server': ENDPOINTS,
  weight: NUMBERS,
  'u-threshold': NUMBERS,
  'l-threshold': NUMBERS,
  'mcast-interface': ['', 'lo'],
  syncid: [...list('0 255 256 -1 +7'), ''],
  pe: [...list('sip SIP nosuch'), LONG_NAME, ''],
  'sched-flags': [...list('flag-1 flag-4 FLAG-1 sh-port mh-port flag-1, flag-1,nosuch mh-fallback,sh-port'), ''],
  'mcast-group': [...list('224.0.0.1 239.255.255.255 240.0.0.0 10.0.0.1 ff02::1 ::1 nosuch'), ''],
  'mcast-port': PORTS,
  'mcast-ttl': [...list('0 1 255 256 -1'), ''],
  'sync-maxlen': [...list('0 1 65507 65508'), ''],
  'tun-type': [...list('ipip gue gre GUE nosuch'), ''],
  'tun-port': PORTS,
  'start-daemon': ['master'],
  'stop-daemon': ['backup'],
};

/** Words in a place where no option has asked for one. */
export const WORDS = [
  ...list('foo - -- 5 -1 --= --- --=1 -= = ipvsadm -n=3 -p= -Q -nQ -Ln --foo --weight --numeric= --numeric=3 --w -w'),
  ...['-\u00e9', '-n-', '- n', '', ' ', '\n'],
  ...TIMES,
];
