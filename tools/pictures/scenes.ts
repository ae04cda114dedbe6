import { setTimeout } from 'node:timers/promises';
import { buildCluster, VIP } from '../../test/scenarios/cluster.ts';
import { DIAGNOSE } from '../../test/scenarios/diagnose.ts';
import type { Network } from '../../test/scenarios/network.ts';

/** Something to see, on a network where it happens. */
export interface Scene {
  /** Name of the picture's file without `.svg`. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly words: readonly string[];
  readonly build: (network: Network) => Promise<unknown>;
  /** What happens while it is watched. It is over when the picture is to be taken. */
  readonly play?: (network: Network) => Promise<unknown>;
}

const RULES = `-A -t ${VIP}:80 -s wrr
-a -t ${VIP}:80 -r 192.168.2.100:80 -m -w 3
-a -t ${VIP}:80 -r 192.168.2.101:80 -m -w 2
-a -t ${VIP}:80 -r 192.168.2.102:80 -m -w 0
-A -t ${VIP}:443 -s wlc
-a -t ${VIP}:443 -r 192.168.2.100:80 -m -w 1 -x 2
-a -t ${VIP}:443 -r 192.168.2.101:80 -m -w 1
-A -u ${VIP}:53 -s rr
`;

/** Milliseconds for which the live view is watched. */
const WATCHED = 40_000;

export const SCENES: readonly Scene[] = [
  {
    name: 'watch',
    rows: 13,
    columns: 118,
    words: ['-Ln', '--watch'],
    build: async (network) => {
      await buildCluster(network, { client: ['192.168.100.10'] }, ['web1', 'web2', 'web3']);
      await network.host('director').type(`ipvsadm -R <<'END'\n${RULES}END`);
    },
    play: async (network) => {
      const client = network.host('client');
      await client.type(`for n in 1 2 3 4 5; do curl -sm 90 http://${VIP}:443/seconds/90 & done >slow 2>&1`);
      const rounds = '9 4 7 5 12 8 3 6 10 14 9 11';
      await client.type(
        `while :; do for n in ${rounds}; do curl -s0m 5 "http://${VIP}/?[1-$n]"; sleep 1; done; done >fast 2>&1 &`,
      );
      await setTimeout(WATCHED);
    },
  },
  { name: 'diagnose', rows: 17, columns: 100, words: ['--diagnose'], build: DIAGNOSE.build },
];
