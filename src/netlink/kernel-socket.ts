import { endianness } from 'node:os';
import process from 'node:process';
import { SocketError } from './errors.ts';
import type { Transport, TransportEvents } from './transport.ts';
import { NETLINK_GENERIC } from './uapi.ts';

/**
 * Bytes a datagram may have. A dump's datagrams hold a page less its bookkeeping, of a page of 8 KiB at most, or as much as the
 * largest read that the kernel has seen (NLMSG_GOODSIZE, net/netlink/af_netlink.c); an error answer repeats the request, which is far
 * smaller. Each answer gets a buffer of this size, cleared, so more than a page would be paid for without being filled.
 */
const RECEIVE_SIZE = process.arch === 'x64' || process.arch === 'ia32' ? 4096 : 8192;

/** Bytes of answers the kernel may queue, at most what net.core.rmem_max allows: a batch may fail in every message. */
const RECEIVE_QUEUE = 4 * 1024 * 1024;

/**
 * Opens a generic netlink socket to the kernel, in the network namespace of this process.
 *
 * @throws SocketError when the native part is missing or the socket cannot be opened
 */
export async function openKernelSocket(events: TransportEvents): Promise<Transport> {
  if (endianness() !== 'LE') throw new SocketError('ENOTSUP', 'only little-endian machines are supported');
  const { RawNetlinkSocket } = await import('netlink/dist/raw.js').catch((cause: unknown) => {
    throw new SocketError('ENOTSUP', 'the native part of the package netlink cannot be loaded', { cause });
  });
  const options = {
    messagePeeking: false,
    msgBufferSize: RECEIVE_SIZE,
    recvBufferSize: RECEIVE_QUEUE,
    sendBufferSize: 0,
  };
  const open = () => {
    try {
      return new RawNetlinkSocket(NETLINK_GENERIC, options);
    } catch (cause) {
      throw new SocketError('EIO', `a netlink socket cannot be opened: ${cause}`, { cause });
    }
  };
  const socket = open();
  socket.on('message', (datagram, sender) => {
    // Port 0 is the kernel: any process may send to our port, and is not heard.
    if (sender.port === 0) events.received(datagram);
  });
  socket.on('truncatedMessage', (datagram, { truncated }) =>
    events.failed(new SocketError('EMSGSIZE', `an answer of ${truncated} bytes was cut to ${datagram.length}`)),
  );
  socket.on('error', (cause) => events.failed(new SocketError(cause.code, cause.message, { cause })));
  return {
    send: (datagram) =>
      socket.send(datagram, {}, (cause) => {
        if (cause) events.failed(new SocketError(cause.code, cause.message, { cause }));
      }),
    close: () => socket.close(),
  };
}
