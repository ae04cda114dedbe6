import type { Guide } from '../../tools/guide/guide.ts';
import { buildTwoDirectors } from './two-directors.ts';

/** The network of the guide on sync daemons, with keepalived in charge of the virtual address and of the table. */
export const KEEPALIVED: Guide = {
  name: 'keepalived',
  daemons: true,
  async build(network) {
    const { directors } = await buildTwoDirectors(network);
    for (const director of directors) {
      await director.ownFiles();
      await director.run('mkdir', '-p', '/etc/keepalived');
    }
  },
};
