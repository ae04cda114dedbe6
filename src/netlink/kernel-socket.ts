import { Buffer } from 'node:buffer';
import { endianness } from 'node:os';
import {
  descriptorOf,
  RECEIVE_BUFFER,
  RECEIVE_QUEUE,
  RECEIVE_SIZE,
  readDatagram,
  writeDatagram,
} from './descriptor.ts';
import { asSocketError, SocketError } from './errors.ts';
import type { OpenTransport, Transport, TransportEvents } from './transport.ts';

/**
 * Opens netlink sockets to the kernel, in the network namespace of this process.
 *
 * The kernel answers while a request is sent, so answers are read at once, through the socket's file descriptor: the
 * package's own calls and the event loop take more than twice the system calls. Later answers come through the event
 * loop. A read does not tell the sender. That is safe: only a process with CAP_NET_ADMIN may send to our port, and it
 * may change the table anyway.
 *
 * The executable has `kernel-socket.bun.ts` in place of this file.
 *
 * @param protocol as socket(2) takes it: NETLINK_GENERIC, NETLINK_ROUTE
 * @returns a function that throws SocketError when the native part is missing or the socket cannot be opened
 */
export const kernelSocket =
  (protocol: number): OpenTransport =>
  (events) =>
    openKernelSocket(protocol, events);

async function openKernelSocket(protocol: number, events: TransportEvents): Promise<Transport> {
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
      return new RawNetlinkSocket(protocol, options);
    } catch (cause) {
      throw new SocketError('EIO', `a netlink socket cannot be opened: ${cause}`, { cause });
    }
  };
  const socket = open();
  socket.on('message', (datagram, sender) => {
    // Port 0 is the kernel.
    if (sender.port === 0) events.received(datagram);
  });
  socket.on('truncatedMessage', (datagram, { truncated }) =>
    events.failed(new SocketError('EMSGSIZE', `an answer of ${truncated} bytes was cut to ${datagram.length}`)),
  );
  socket.on('error', (cause) => events.failed(asSocketError(cause)));
  const close = (): void => socket.close();
  const descriptor = descriptorOf(protocol, socket.address().port);
  if (descriptor === undefined) {
    const send = (datagram: Uint8Array): void =>
      socket.send(datagram, {}, (cause) => {
        if (cause) events.failed(asSocketError(cause));
      });
    return { send, receive: () => 0, buffer: Buffer.alloc(0), close };
  }
  const buffer = Buffer.allocUnsafeSlow(RECEIVE_BUFFER);
  return {
    send: (datagram) => writeDatagram(descriptor, datagram),
    receive: () => readDatagram(descriptor, buffer),
    buffer,
    close,
  };
}
