/** Reads from its bytes how a packet is wrapped in another, as IPVS sends it through a tunnel. */

export interface Wrapping {
  readonly type: 'ipip' | 'gue' | 'gre';
  /** Versions of IP outside and inside. */
  readonly outer: number;
  readonly inner: number;
  /**
   * The checksum of the tunnel's own header: none, of the whole packet, or (GUE) the inner packet's, which the other
   * end computes.
   */
  readonly checksum: 'none' | 'whole' | 'remote';
  /** Destination port of the TCP packet inside. */
  readonly port: number;
}

const IPV4 = 4;
const GRE = 47;
const IPV6 = 41;
const UDP = 17;
/** RFC 8200: a header of eight bytes before the protocol's header. */
const FRAGMENT = 44;

/**
 * @param packet TCP in IP in a tunnel, from the outer IP header on
 * @throws Error when the tunnel is unknown
 */
export function wrappingOf(packet: Buffer): Wrapping {
  const { version: outer, protocol, payload } = readIp(packet);
  const { type, checksum, content } = unwrap(protocol, payload);
  const inside = readIp(content);
  return { type, outer, inner: inside.version, checksum, port: inside.payload.readUInt16BE(2) };
}

function readIp(packet: Buffer): { version: number; protocol: number; payload: Buffer } {
  const first = packet.readUInt8(0);
  const version = first >> 4;
  if (version === 4) return { version, protocol: packet.readUInt8(9), payload: packet.subarray((first & 15) * 4) };
  const protocol = packet.readUInt8(6);
  if (protocol === FRAGMENT) return { version, protocol: packet.readUInt8(40), payload: packet.subarray(48) };
  return { version, protocol, payload: packet.subarray(40) };
}

type Unwrapped = Pick<Wrapping, 'type' | 'checksum'> & { readonly content: Buffer };

function unwrap(protocol: number, payload: Buffer): Unwrapped {
  if (protocol === IPV4 || protocol === IPV6) return { type: 'ipip', checksum: 'none', content: payload };
  if (protocol === GRE) return unwrapGre(payload);
  if (protocol === UDP) return unwrapGue(payload);
  throw new Error(`protocol ${protocol} is not a tunnel`);
}

/** RFC 2784: a flag says that a checksum and two reserved bytes follow the first four bytes. */
function unwrapGre(payload: Buffer): Unwrapped {
  const guarded = (payload.readUInt8(0) & 0x80) !== 0;
  return { type: 'gre', checksum: guarded ? 'whole' : 'none', content: payload.subarray(guarded ? 8 : 4) };
}

/** GUE of Linux: after the UDP header, four bytes and optional words, whose number is in the low five bits. */
function unwrapGue(payload: Buffer): Unwrapped {
  const gue = payload.subarray(8);
  const isPrivate = (gue.readUInt16BE(2) & 1) !== 0;
  const remote = isPrivate && gue.readInt32BE(4) < 0;
  const guarded = payload.readUInt16BE(6) !== 0;
  const length = 4 + (gue.readUInt8(0) & 31) * 4;
  return { type: 'gue', checksum: remote ? 'remote' : guarded ? 'whole' : 'none', content: gue.subarray(length) };
}
