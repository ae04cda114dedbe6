import { join } from 'node:path';
import type { Director } from './machine.ts';

const here = (name: string): string => join(import.meta.dirname, name);

/** What a machine with the network finds in its folder of files. */
export const NETWORK_FILES: Readonly<Record<string, string>> = {
  'network.sh': here('network.sh'),
  'network.service': here('network.service'),
  'client.sh': here('client.sh'),
};

/** The rules by which the director forwards to both servers. */
export const RULES = `-A -t 10.9.0.1:80 -s rr
-a -t 10.9.0.1:80 -r 10.9.1.2:80 -m -w 1
-a -t 10.9.0.1:80 -r 10.9.2.2:80 -m -w 1
`;

/** Makes the network, now and at each boot. */
export async function installNetwork(director: Director): Promise<void> {
  await director.must(`
    cd /run/lab/files
    install -m 755 network.sh /usr/local/sbin/test-network
    install -m 755 client.sh /usr/local/bin/client
    install -m 644 network.service /etc/systemd/system/test-network.service
    systemctl daemon-reload && systemctl enable --now test-network`);
}

/** Which servers have answered a client that has connected so often. More than twice where others connect meanwhile. */
export async function ask(director: Director, times = 2): Promise<string[]> {
  const names = await director.must(`for time in {1..${times}}; do ip netns exec client client ask || exit 1; done`);
  return [...new Set(names.trim().split('\n'))].sort();
}

/** What a client sees that holds one connection while something is done, and makes others. */
export async function watch(director: Director, done: () => Promise<unknown>): Promise<WhatWasSeen> {
  await director.must(`rm -rf /run/watch && mkdir /run/watch
    ip netns exec client client watch /run/watch >/run/watch/seen 2>&1 &
    echo $! >/run/watch/process
    until [ -e /run/watch/held ]; do sleep 0.2; kill -0 $! || exit 1; done`);
  await done();
  const seen = await director.must(`touch /run/watch/done
    while kill -0 $(cat /run/watch/process); do sleep 0.2; done 2>/dev/null
    cat /run/watch/seen`);
  const [, count, answer] = /^(\d+) \w+ (\w+)\n$/.exec(seen) ?? [];
  if (count === undefined) throw new Error(`a connection failed: ${seen}`);
  return { made: Number(count), held: answer };
}

interface WhatWasSeen {
  /** How many connections were made meanwhile; none has failed. */
  readonly made: number;
  /** The word that has come back over the one that was held. */
  readonly held: string | undefined;
}
