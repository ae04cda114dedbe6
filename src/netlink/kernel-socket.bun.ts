import { read } from 'bun:ffi';
import { Buffer } from 'node:buffer';
import { closeSync } from 'node:fs';
import { RECEIVE_BUFFER, RECEIVE_QUEUE, readDatagram, writeDatagram } from './descriptor.ts';
import { errnoName, SocketError } from './errors.ts';
import { openLibc } from './libc.bun.ts';
import type { OpenTransport, Transport } from './transport.ts';
import { AF_NETLINK, SO_RCVBUF, SO_RCVTIMEO_OLD, SOCK_CLOEXEC, SOCK_RAW, SOL_SOCKET } from './uapi.ts';

/** Seconds that a read waits for an answer. The kernel answers while a request is sent, so hardly any does. */
const RECEIVE_TIMEOUT = 10n;

/**
 * The executable's way to open netlink sockets, in place of `kernel-socket.ts`: the build puts it there. Bun has no
 * event loop for the native part of the package netlink, so the C library is called instead.
 *
 * @param protocol as socket(2) takes it: NETLINK_GENERIC, NETLINK_ROUTE
 * @returns a function that throws SocketError when the socket cannot be opened
 */
export const kernelSocket =
  (protocol: number): OpenTransport =>
  async () =>
    openKernelSocket(protocol);

function openKernelSocket(protocol: number): Transport {
  const libc = openLibc({
    socket: { args: ['i32', 'i32', 'i32'], returns: 'i32' },
    setsockopt: { args: ['i32', 'i32', 'i32', 'buffer', 'u32'], returns: 'i32' },
    __errno_location: { args: [], returns: 'ptr' },
  });
  const descriptor = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) {
    const code = errnoName(read.i32(libc.__errno_location()));
    throw new SocketError(code, `a netlink socket cannot be opened: ${code}`);
  }
  libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, new Int32Array([RECEIVE_QUEUE]), 4);
  libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO_OLD, new BigInt64Array([RECEIVE_TIMEOUT, 0n]), 16);
  const buffer = Buffer.allocUnsafeSlow(RECEIVE_BUFFER);
  return {
    send: (datagram) => writeDatagram(descriptor, datagram),
    receive: () => readDatagram(descriptor, buffer),
    buffer,
    close: () => closeSync(descriptor),
  };
}
