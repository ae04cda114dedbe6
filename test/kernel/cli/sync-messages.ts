/**
 * Messages of a sync master, made by hand: a backup takes from them any connection. The layout is that of version 1 in
 * net/netfilter/ipvs/ip_vs_sync.c; all numbers are in network order.
 */
import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { addressFamily } from '../../../src/ipvs/address.ts';
import { wireAddress } from '../../../src/ipvs/wire/address.ts';

/** Protocols by their numbers; `IP` is that of a template for all ports. */
export const PROTOCOLS = { IP: 0, TCP: 6, UDP: 17, SCTP: 132 } as const;

/** Bits of what a connection is, as in `enum` IP_VS_CONN_F of linux/ip_vs.h. */
export const FLAGS = { masquerade: 0, tunnel: 2, direct: 3, inactive: 0x100, template: 0x1000 } as const;

export interface SyncedConnection {
  readonly protocol: keyof typeof PROTOCOLS;
  readonly flags: number;
  /** The number of a protocol's state. Of a template: 0 or 1, which is ASSURED. */
  readonly state: number;
  readonly client: readonly [address: string, port: number];
  readonly virtual: readonly [address: string, port: number];
  readonly destination: readonly [address: string, port: number];
  readonly fwmark?: number;
  /** Seconds. */
  readonly timeout: number;
  readonly engine?: { readonly name: string; readonly data: string };
}

const VERSION = 1;
const HEADER_SIZE = 8;
const IPV6 = 1;
/** Kinds of parameters that follow a connection. */
const ENGINE_DATA = 2;
const ENGINE_NAME = 3;
const ALIGNMENT = 4;

/** A message with one connection. */
export function syncMessage(connection: SyncedConnection, syncId: number): Buffer {
  const body = encode(connection);
  const header = Buffer.alloc(HEADER_SIZE);
  header.writeUInt8(syncId, 1);
  header.writeUInt16BE(HEADER_SIZE + body.length, 2);
  header.writeUInt8(1, 4);
  header.writeInt8(VERSION, 5);
  return Buffer.concat([header, body]);
}

function encode(connection: SyncedConnection): Buffer {
  const { protocol, flags, state, client, virtual, destination, fwmark = 0, timeout, engine } = connection;
  const family = addressFamily(client[0]);
  const fixed = Buffer.alloc(24);
  fixed.writeUInt8(family === 'ipv6' ? IPV6 : 0, 0);
  fixed.writeUInt8(PROTOCOLS[protocol], 1);
  fixed.writeUInt32BE(flags, 4);
  fixed.writeUInt16BE(state, 8);
  for (const [at, [, port]] of [client, virtual, destination].entries()) fixed.writeUInt16BE(port, 10 + 2 * at);
  fixed.writeUInt32BE(fwmark, 16);
  fixed.writeUInt32BE(timeout, 20);
  const addresses = [client, virtual, destination].map(([address]) =>
    wireAddress(address).subarray(0, family === 'ipv6' ? 16 : 4),
  );
  const parameters =
    engine === undefined ? [] : [parameter(ENGINE_DATA, engine.data), parameter(ENGINE_NAME, engine.name)];
  const whole = Buffer.concat([fixed, ...addresses, ...parameters]);
  // The size does not count what fills the last word.
  whole.writeUInt16BE(whole.length, 2);
  return Buffer.concat([whole, Buffer.alloc(-whole.length & (ALIGNMENT - 1))]);
}

function parameter(kind: number, text: string): Buffer {
  const data = Buffer.from(text);
  return Buffer.concat([Buffer.of(kind, data.length), data]);
}

/** Sends messages to the group of a backup on this machine, by an interface that has `address`. */
export async function sendMessages(messages: readonly Buffer[], address: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  socket.setMulticastInterface(address);
  socket.setMulticastLoopback(true);
  for (const message of messages) {
    await new Promise((resolve) => socket.send(message, 8848, '224.0.0.81', resolve));
  }
  socket.close();
}
