import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork, type Guide, lacks, readGuide } from '../../tools/guide/guide.ts';
import { holds, type Mistake, type Page, type Section, stepsOf, withMistake } from '../../tools/guide/page.ts';
import { Mismatch, play } from '../../tools/guide/play.ts';
import { timeFactor } from '../../tools/lab/time-factor.ts';
import type { Network } from '../scenarios/network.ts';

/** Milliseconds for a section, or for a page with a mistake. On a quiet machine they take seconds. */
const LIMIT = { timeout: 180_000 * timeFactor };

/** Milliseconds to repeat a command that a mistake may keep from ever succeeding. */
const MISTAKE_LIMIT = 3000 * timeFactor;

/**
 * Tests that the commands of a guide do what it says, and that clients notice each of the mistakes. Clients are hosts
 * whose name begins with `client`.
 *
 * @param more adds tests, which run in the network as the page leaves it
 */
export function testGuide(guide: Guide, mistakes: readonly Mistake[], more?: (network: () => Network) => void): void {
  const page = readGuide(guide);
  const sections = page.sections.filter((section) => stepsOf(section).length > 0);

  describe(`docs/guides/${guide.name}.md`, LIMIT, () => {
    let network: Network | undefined;
    beforeAll(async () => {
      network = await buildNetwork(guide);
    });
    afterAll(() => network?.remove());
    const built = (): Network => {
      if (network === undefined) throw new Error('the network is there only while a test runs');
      return network;
    };

    /** Each section continues the one before: when one fails, later ones may fail too. */
    it.for(sections)('$heading', async (section, { skip }) => {
      const lacking = await lacks(guide, built(), section.heading);
      if (lacking) skip(lacking);
      for (const step of stepsOf(section)) await play(built(), step);
    });
    more?.(built);
  });

  describe(`clients notice a mistake in docs/guides/${guide.name}.md`, LIMIT, () => {
    it.for(mistakes)('$from becomes $to', async (mistake, { skip }) => {
      withMistake(page, mistake);
      const network = await buildNetwork(guide);
      try {
        const possible: Section[] = [];
        for (const section of sections) if (!(await lacks(guide, network, section.heading))) possible.push(section);
        if (!possible.some((section) => holds(section, mistake))) skip('this kernel cannot run its section');
        await expect(playForClients(network, withMistake({ sections: possible }, mistake))).rejects.toThrow(Mismatch);
      } finally {
        network.remove();
      }
    });
  });
}

/** Plays a page until a client sees something else than the page says. */
async function playForClients(network: Network, { sections }: Page): Promise<void> {
  const judges = (host: string): boolean => host.startsWith('client');
  for (const step of sections.flatMap(stepsOf)) {
    await play(network, step, { limit: MISTAKE_LIMIT, judges });
  }
}
