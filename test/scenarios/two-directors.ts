import type { Host } from './host.ts';
import type { Network } from './network.ts';
import { startWebServer } from './web.ts';

/** Hosts of the guides in which a second director takes over from the first. */
export interface TwoDirectors {
  readonly directors: readonly [Host, Host];
  readonly webs: readonly [Host, Host];
}

/** Two directors and two web servers beside the client, and a cable between the directors. */
export async function buildTwoDirectors(network: Network): Promise<TwoDirectors> {
  const { client, director1, director2, web1, web2 } = await network.addHosts(
    'client',
    'director1',
    'director2',
    'web1',
    'web2',
  );
  await network.addSegment(
    [client, '192.168.100.10/24'],
    [director1, '192.168.100.2/24'],
    [director2, '192.168.100.3/24'],
    [web1, '192.168.100.124/24'],
    [web2, '192.168.100.125/24'],
  );
  await network.addSegment([director1, '10.0.0.1/30'], [director2, '10.0.0.2/30']);
  await Promise.all([startWebServer(web1, 80), startWebServer(web2, 80)]);
  return { directors: [director1, director2], webs: [web1, web2] };
}
