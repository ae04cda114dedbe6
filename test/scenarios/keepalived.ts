import type { Guide } from '../../tools/guide/guide.ts';
import { buildTwoDirectors } from './two-directors.ts';

/** The network of the guide on sync daemons. keepalived owns the virtual address and the table. */
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
