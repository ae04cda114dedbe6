import { expect, it } from 'vitest';
import { parseSockets } from '../../../src/diagnose/facts/listeners.ts';

// As a real host prints it: sshd on all addresses, a program on 127.0.0.1, and a connection of it.
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0000000000000000 20 4 30 10 -1
`;

const UDP6 = `  sl  local_address                         remote_address                        st
  11: B80D0120000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000
  12: 00000000000000000000000000000000:0043 00000000000000000000000000000000:0000 07 00000000:00000000
`;

it('reads sockets of TCP that listen', () => {
  expect(parseSockets(TCP, 'tcp')).toEqual([
    { protocol: 'tcp', address: '0.0.0.0', port: 22 },
    { protocol: 'tcp', address: '127.0.0.1', port: 8080 },
  ]);
});

it('reads sockets of UDP, in IPv6', () => {
  expect(parseSockets(UDP6, 'udp')).toEqual([
    { protocol: 'udp', address: '2001:db8::1', port: 53 },
    { protocol: 'udp', address: '::', port: 67 },
  ]);
});
