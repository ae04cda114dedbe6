import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readGuide } from '../../tools/guide/guide.ts';
import { stepsOf } from '../../tools/guide/page.ts';
import { GUIDES } from '../scenarios/guides.ts';

const FOLDER = new URL('../../docs/guides/', import.meta.url);
const SCENARIOS = new URL('../scenarios/', import.meta.url);
const INDEX = readFileSync(new URL('README.md', FOLDER), 'utf8');

/** Played by test/systemd: it needs a machine that boots. */
const BY_SYSTEMD = ['install'];

it('every page can be played, and every guide has a page', () => {
  const pages = readdirSync(FOLDER).filter((file) => file !== 'README.md');
  const names = [...GUIDES.map(({ name }) => name), ...BY_SYSTEMD];
  expect(pages.toSorted()).toEqual(names.map((name) => `${name}.md`).toSorted());
});

it.each(GUIDES.map((guide) => [guide.name, guide] as const))(
  '%s is tested, has commands, and is in the index',
  (name, guide) => {
    const sections = readGuide(guide).sections;
    expect(sections.flatMap(stepsOf).length).toBeGreaterThan(0);
    expect(readdirSync(SCENARIOS)).toContain(`${name}.test.ts`);
    expect(INDEX).toContain(`](${name}.md)`);
    // `needs` names sections by their heading, which may have been changed.
    const headings = sections.map(({ heading }) => heading);
    for (const heading of Object.keys(guide.needs ?? {})) expect(headings).toContain(heading);
  },
);
