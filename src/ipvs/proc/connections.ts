import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { ProtocolError } from '../../netlink/errors.ts';
import type { Protocol } from '../model.ts';
import { readProcAddress, readProcPort } from './hex.ts';

const CONNECTIONS_FILE = 'ip_vs_conn';

/**
 * Bytes asked for in one read. Up to Linux 6.12 every read(2) walks the table from its start and returns at most a
 * page, so a smaller read would cost another walk. Newer kernels fill the whole buffer.
 */
const READ_SIZE = 64 * 1024;

/** One end of a connection. */
export interface ConnectionEnd {
  /** IPv4 or IPv6 address. For a template of a firewall mark, the mark as an address. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** An entry of the kernel's connection table: a connection, or a template of persistence (client port 0). */
export interface ConnectionEntry {
  /** As the kernel names it: `TCP`, `UDP`, `SCTP`; `IP` for a persistence template of a firewall mark. */
  readonly protocol: string;
  /** Where it comes from. */
  readonly client: ConnectionEnd;
  /** The address and port that the client connected to. */
  readonly virtual: ConnectionEnd;
  /** The real server that it was sent to. */
  readonly destination: ConnectionEnd;
  /** State of the protocol: `ESTABLISHED`, `NONE`. */
  readonly state: string;
  /** Seconds until it is forgotten. */
  readonly expires: number;
  /** What the persistence engine found in the packet, for instance a SIP Call-ID. Absent without an engine. */
  readonly persistenceEngine?: { readonly name: string; readonly data: string } | undefined;
}

/** Reads lines of the connection table, whole and without its heading. */
export const parseConnections = (lines: Buffer): ConnectionEntry[] =>
  lines.toString('latin1').trimEnd().split('\n').map(parseConnection);

/**
 * The lines of the connection table as the kernel writes them, whole and without the heading, in the kernel's order. A
 * piece is overwritten when the next one is asked for, and may be overwritten before. Source: `/proc/net/ip_vs_conn`
 * (net/netfilter/ipvs/ip_vs_conn.c), which netlink does not offer.
 *
 * @param procNet the folder of the network namespace
 * @throws the system's error when the file cannot be read
 */
export function* readConnectionLines(procNet = '/proc/net'): Generator<Buffer> {
  const descriptor = openSync(`${procNet}/${CONNECTIONS_FILE}`, 'r');
  try {
    const buffer = Buffer.alloc(READ_SIZE);
    /** Bytes at the start that are the beginning of a line. */
    let rest = 0;
    let heading = true;
    for (;;) {
      const size = readSync(descriptor, buffer, rest, READ_SIZE - rest, null);
      if (size === 0) return;
      const end = buffer.lastIndexOf(NEWLINE, rest + size - 1) + 1;
      const start = heading ? buffer.indexOf(NEWLINE) + 1 : 0;
      if (end > start) yield buffer.subarray(start, end);
      heading &&= end === 0;
      rest = buffer.copy(buffer, 0, end, rest + size);
    }
  } finally {
    closeSync(descriptor);
  }
}

const NEWLINE = 0x0a;

const LINE = /^(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +(\d+)(?: (\S+) (.*))?$/s;

const PROTOCOLS: Readonly<Record<string, Protocol>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };

/** The protocol that an entry names; `undefined` for `IP`, of a template of a mark. */
export const protocolOf = ({ protocol }: ConnectionEntry): Protocol | undefined => PROTOCOLS[protocol];

/** Reads one line: fields between blanks, addresses and ports in hexadecimal, the engine's data to the end. */
export function parseConnection(line: string): ConnectionEntry {
  const [
    ,
    protocol,
    client,
    clientPort,
    virtual,
    virtualPort,
    destination,
    destinationPort,
    state,
    expires,
    name,
    data,
  ] = LINE.exec(line) ?? [];
  if (protocol === undefined || state === undefined)
    throw new ProtocolError(`not an entry of the connection table: ${line}`);
  return {
    protocol,
    client: end(client, clientPort),
    virtual: end(virtual, virtualPort),
    destination: end(destination, destinationPort),
    state,
    expires: Number(expires),
    persistenceEngine:
      name === undefined ? undefined : { name, data: Buffer.from(data ?? '', 'latin1').toString('utf8') },
  };
}

const end = (address = '', port = ''): ConnectionEnd => ({
  address: readProcAddress(address),
  port: readProcPort(port),
});
