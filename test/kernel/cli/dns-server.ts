/** A name server of one table, for tests: over UDP, on an address that a resolv.conf(5) of the test's names. */
import { Buffer } from 'node:buffer';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressFamily } from '../../../src/ipvs/address.ts';
import { wireAddress } from '../../../src/ipvs/wire/address.ts';

const PORT = 53;
/** RFC 1035, 4.1.1: twelve bytes, then the question, which the name of an answer can point to. */
const HEADER_SIZE = 12;
const POINTER_TO_QUESTION = [0xc0, HEADER_SIZE];
/** Flags of an answer: recursion desired and available. */
const RESPONSE = 0x8180;
const SERVER_FAILURE = 2;
const NAME_ERROR = 3;
const POINTER = Uint8Array.of(0, 12);
const CLASS_IN = [0, 1];
const TTL = [0, 0, 0, 60];

const TYPES: ReadonlyMap<number, 'A' | 'PTR' | 'AAAA'> = new Map([
  [1, 'A'],
  [12, 'PTR'],
  [28, 'AAAA'],
]);

/** What there is of a name. */
export type DnsRecords = { readonly [type in 'A' | 'PTR' | 'AAAA']?: string };

export interface Behaviour {
  /** By name in lower case. What is not here does not exist. */
  readonly zone?: Readonly<Record<string, DnsRecords>>;
  /** Milliseconds that each answer takes. */
  readonly delay?: number;
  /** A `silent` server never answers, a `failing` one always answers that it cannot. */
  readonly mood?: 'silent' | 'failing';
}

export class DnsServer {
  readonly #socket: Socket = createSocket('udp4');
  #behaviour: Behaviour = {};
  #questions: string[] = [];
  #open = 0;
  #mostAtOnce = 0;

  /** @param address one of this machine's */
  static async listen(address: string): Promise<DnsServer> {
    const server = new DnsServer();
    server.#socket.on('message', (query, { port, address: from }) => {
      const { answer, delay } = server.#respond(query);
      if (answer !== undefined) void server.#wait(delay).then(() => server.#socket.send(answer, port, from));
    });
    server.#socket.bind(PORT, address);
    await once(server.#socket, 'listening');
    return server;
  }

  /** Every question since the last `behave`, as `TYPE NAME`. */
  get questions(): readonly string[] {
    return this.#questions;
  }

  /** Most questions since the last `behave` that waited for their answers at the same time. */
  get mostAtOnce(): number {
    return this.#mostAtOnce;
  }

  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
    this.#questions = [];
    this.#mostAtOnce = 0;
  }

  close(): void {
    this.#socket.close();
  }

  async #wait(delay: number): Promise<void> {
    this.#open += 1;
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#open);
    await sleep(delay);
    this.#open -= 1;
  }

  #respond(query: Buffer): { answer: Buffer | undefined; delay: number } {
    const { zone = {}, delay = 0, mood } = this.#behaviour;
    const { name, type, end } = readQuestion(query);
    this.#questions.push(`${type} ${name}`);
    if (mood === 'silent') return { answer: undefined, delay };
    const known = Object.hasOwn(zone, name) ? zone[name] : undefined;
    const data = mood === 'failing' || type === undefined ? undefined : known?.[type];
    const code = mood === 'failing' ? SERVER_FAILURE : known === undefined ? NAME_ERROR : 0;
    const record = data === undefined ? Buffer.alloc(0) : answerRecord(query.subarray(end - 4, end - 2), data);
    const header = Buffer.alloc(HEADER_SIZE);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(RESPONSE | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(data === undefined ? 0 : 1, 6);
    return { answer: Buffer.concat([header, query.subarray(HEADER_SIZE, end), record]), delay };
  }
}

/** @returns `end` is behind the question's type and class, of two bytes each */
function readQuestion(query: Buffer): { name: string; type: keyof DnsRecords | undefined; end: number } {
  const labels: string[] = [];
  let at = HEADER_SIZE;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: TYPES.get(query.readUInt16BE(at + 1)), end: at + 5 };
}

function answerRecord(type: Buffer, text: string): Buffer {
  const data = type.equals(POINTER) ? encodeName(text) : addressBytes(text);
  const length = [data.length >> 8, data.length & 0xff];
  return Buffer.from([...POINTER_TO_QUESTION, ...type, ...CLASS_IN, ...TTL, ...length, ...data]);
}

const addressBytes = (address: string): Uint8Array =>
  wireAddress(address).subarray(0, addressFamily(address) === 'ipv4' ? 4 : 16);

const encodeName = (name: string): number[] => [
  ...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]),
  0,
];
