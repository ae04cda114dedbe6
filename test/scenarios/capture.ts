import { setTimeout } from 'node:timers/promises';
import type { Host } from './host.ts';

/** Milliseconds between two looks at tcpdump's file, and until the wait fails. */
const INTERVAL = 100;
const LIMIT = 10_000;

/** Bytes of the headers of a capture file, of each packet in it, and of an Ethernet frame. */
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const ETHERNET_HEADER = 14;

/** The packets on an Ethernet interface of a host, captured by tcpdump(8). */
export class Capture {
  readonly #host: Host;

  private constructor(host: Host) {
    this.#host = host;
  }

  /** Captures the first bytes of packets until the network is removed. @param filter as in pcap-filter(7) */
  static async start(host: Host, device: string, filter: string): Promise<Capture> {
    await host.type(`tcpdump -U --immediate-mode -s 128 -w capture -i ${device} '${filter}' &`);
    const capture = new Capture(host);
    await capture.#until((file) => file.length >= FILE_HEADER);
    return capture;
  }

  /**
   * Waits for a packet that `isLast` accepts. Returns the first bytes of all packets so far, from the network layer
   * on.
   */
  async packets(isLast: (packet: Buffer) => boolean): Promise<readonly Buffer[]> {
    return readPackets(await this.#until((file) => readPackets(file).some(isLast)));
  }

  async #until(there: (file: Buffer) => boolean): Promise<Buffer> {
    for (const end = Date.now() + LIMIT; ; ) {
      const file = Buffer.from((await this.#host.type('base64 capture')).text, 'base64');
      if (there(file)) return file;
      if (Date.now() > end) throw new Error(`${this.#host.name}: an expected packet did not arrive`);
      await setTimeout(INTERVAL);
    }
  }
}

/** Reads a file as in pcap-savefile(5). An incomplete last packet is left out. */
function readPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = FILE_HEADER; at + PACKET_HEADER <= file.length; ) {
    const end = at + PACKET_HEADER + file.readUInt32LE(at + 8);
    if (end <= file.length) packets.push(file.subarray(at + PACKET_HEADER + ETHERNET_HEADER, end));
    at = end;
  }
  return packets;
}
