import { z } from 'zod';
import { serviceProtocol } from '../../ipvs/key.ts';
import { ANSWERS } from './connect.ts';
import { type Entry, ipvs } from './ipvs.ts';
import { proberOf } from './prober.ts';
import { sideBySide } from './side-by-side.ts';
import type { RecordedSource } from './source.ts';

/** Connections that are opened at once. */
const AT_ONCE = 64;

/** Real servers that are asked. So many take half a minute where none of them answers. */
const MOST = 1000;

const schema = z.strictObject({
  servers: z.array(z.strictObject({ address: z.string(), port: z.int(), answer: z.enum(ANSWERS) })),
  /** Real servers that were too many to be asked. */
  leftOut: z.int(),
});

/** What real servers answer to a TCP connection from here to their own address and port. */
export type Probes = z.infer<typeof schema>;

export const probes: RecordedSource<Probes> = {
  name: 'probes',
  title: 'TCP connections to real servers',
  probe: ({ servers, leftOut }) => ({ asked: servers.length, leftOut }),
  schema,
  read: async (host, get) => {
    const { connect } = proberOf(host);
    const all = targetsOf((await get(ipvs)).entries);
    const servers = await sideBySide(all.slice(0, MOST), AT_ONCE, async ({ address, port }) => ({
      address,
      port,
      answer: await connect(address, port),
    }));
    return { servers, leftOut: Math.max(0, all.length - MOST) };
  },
};

interface Target {
  readonly address: string;
  readonly port: number;
}

/**
 * Where to connect to, each once. A server that gets no connections need not answer, and where the port is that of the
 * client it is not known. One on this machine is not reached by a packet.
 */
function targetsOf(entries: readonly Entry[]): Target[] {
  const all = entries.flatMap(({ service: { key }, servers }) =>
    serviceProtocol(key) !== 'tcp'
      ? []
      : servers
          .filter(({ forwarding }) => forwarding !== 'local' && forwarding !== 'bypass')
          .filter(({ port, weight }) => port !== 0 && weight > 0),
  );
  return [...new Map(all.map(({ address, port }) => [`${address} ${port}`, { address, port }])).values()];
}
