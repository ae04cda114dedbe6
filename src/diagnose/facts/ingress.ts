import { z } from 'zod';
import type { RecordedSource } from './source.ts';

const output = z.array(z.object({ kind: z.string(), dev: z.string() }));

/** Kinds of queueing disciplines whose filters see packets before the firewall does, and may set marks. */
const KINDS = ['ingress', 'clsact'];

/** Names of the interfaces at which tc(8) may change packets that come in. */
export const ingress: RecordedSource<string[]> = {
  name: 'ingress',
  title: 'the filters of tc',
  schema: z.array(z.string()),
  read: async (host) => {
    const found = output.parse(JSON.parse(await host.run('tc', '-j', 'qdisc', 'show')));
    return found.filter(({ kind }) => KINDS.includes(kind)).map(({ dev }) => dev);
  },
};
