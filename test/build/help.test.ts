import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../build/help.ts';
import { COMMANDS } from '../../src/rules/commands.ts';
import { OPTIONS } from '../../src/rules/options.ts';
import { runBin } from '../cli/bin.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
const built = runBin('ipvsadm', ['--help']).stdout;

/** Every word that is an option, and the short ones with the long one that follows. */
const spellings = new Set(built.match(/(?<![\w-])--?[\w-]+/g));

describe('--help', () => {
  it.each([...COMMANDS, ...OPTIONS].map(({ long, help }) => [long, help] as const))('has --%s', (long, help) => {
    expect(spellings).toContain(`--${long}`);
    expect(built.replace(/\s+/g, ' ')).toContain(help.replace(/\s+/g, ' '));
  });

  it.each([...COMMANDS, ...OPTIONS].flatMap((row) => ('short' in row ? [[row.short, row.long] as const] : [])))(
    'has -%s beside --%s',
    (short, long) => {
      expect(built).toContain(`-${short}, --${long} `);
    },
  );

  it('has the second spellings, and only those that exist', () => {
    const rows: readonly { long: string; short?: string; alias?: string }[] = [...COMMANDS, ...OPTIONS];
    const letters = rows.flatMap(({ short, alias }) => [short, alias]).filter((letter) => letter !== undefined);
    const known = [...rows.map(({ long }) => `--${long}`), ...letters.map((letter) => `-${letter}`)];
    expect([...spellings].sort()).toEqual(known.sort());
  });

  it('is what build/help.ts lays out', () => {
    expect(built).toBe(helpText(`ipvsadm v1.31 (ipvsadm-ts v${version}, IPVS v1.2.1)\n`));
  });

  it('fits into 100 columns, but for usage lines, and has no trailing blanks', () => {
    const lines = built.split('\n');
    expect(lines.filter((line) => line.length > 100 && !line.startsWith('  ipvsadm '))).toEqual([]);
    expect(lines.filter((line) => line.endsWith(' '))).toEqual([]);
    expect(built.endsWith('\n')).toBe(true);
  });
});
