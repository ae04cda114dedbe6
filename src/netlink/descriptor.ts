import type { Buffer } from 'node:buffer';
import { readdirSync, readFileSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { asSocketError, SocketError } from './errors.ts';

/**
 * Bytes a datagram may have. The kernel fills those of a dump up to the size of the reads it has seen, 32 KiB at most
 * (netlink_recvmsg and netlink_dump in net/netlink/af_netlink.c), and an error answer repeats the request, which is far
 * smaller.
 */
export const RECEIVE_SIZE = 32 * 1024;

/**
 * Bytes of the receive queue, of which the kernel grants at most net.core.rmem_max: every message of a batch may fail.
 */
export const RECEIVE_QUEUE = 4 * 1024 * 1024;

/** Bytes of room for a datagram: a read that fills them was of one that is too long. */
export const RECEIVE_BUFFER = 2 * RECEIVE_SIZE;

/**
 * The file descriptor of a netlink socket of this process, which the package netlink does not tell. It is found by the
 * socket's inode in /proc/net/netlink (columns `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`).
 *
 * @param protocol as socket(2) took it
 * @param port that the socket is bound to, which is its own in this network namespace
 * @returns `undefined` if it is not found, for instance where /proc is not mounted
 */
export function descriptorOf(protocol: number, port: number): number | undefined {
  try {
    const row = readFileSync('/proc/net/netlink', 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/ +/))
      .find(([, eth, pid]) => eth === String(protocol) && pid === String(port));
    const name = `socket:[${row?.at(-1)}]`;
    // A new descriptor is likely the last.
    const found = readdirSync('/proc/self/fd').findLast((descriptor) => linkOf(descriptor) === name);
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

function linkOf(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    // The descriptor through which the folder was read is closed by now.
    return undefined;
  }
}

/**
 * Sends a datagram to the kernel.
 *
 * @throws SocketError
 */
export function writeDatagram(descriptor: number, datagram: Uint8Array): void {
  try {
    writeSync(descriptor, datagram);
  } catch (cause) {
    throw asSocketError(cause);
  }
}

/**
 * Reads a datagram that has arrived already.
 *
 * @param buffer what it is written into: longer than any datagram
 * @returns its length in bytes, 0 if nothing has arrived
 * @throws SocketError when answers were lost (`ENOBUFS`), or one does not fit (`EMSGSIZE`)
 */
export function readDatagram(descriptor: number, buffer: Buffer): number {
  let length = 0;
  try {
    length = readSync(descriptor, buffer);
  } catch (cause) {
    const error = asSocketError(cause);
    if (error.code !== 'EAGAIN') throw error;
  }
  if (length < buffer.length) return length;
  throw new SocketError('EMSGSIZE', `an answer was cut to ${length} bytes`);
}
