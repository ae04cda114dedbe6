/** Connections of this process to virtual services on the loopback address. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Sends a datagram from each of some new ports: as many connections. */
export async function talk(port: number, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent++) {
    const socket = createSocket('udp4');
    socket.send('hello', port, LOOPBACK, () => socket.close());
    await once(socket, 'close');
  }
}

/** A TCP server that takes whatever comes, and answers nothing. */
export async function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(port, LOOPBACK);
  await once(server, 'listening');
  return server;
}

/** Opens a TCP connection, which stays open. */
export async function hold(port: number): Promise<Socket> {
  const socket = connect(port, LOOPBACK).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
