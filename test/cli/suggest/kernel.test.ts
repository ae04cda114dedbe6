import { describe, expect, it } from 'vitest';
import { SCHEDULERS, schedulerFlags } from '../../../src/cli/suggest/kernel.ts';
import { OPTIONS } from '../../../src/rules/options.ts';

describe('schedulers', () => {
  it('are those that --help names', () => {
    const { help = '' } = OPTIONS.find(({ long }) => long === 'scheduler') ?? {};
    expect(help).toMatch(`one of ${Object.keys(SCHEDULERS).join('|')},`);
  });

  it.each([
    ['sh', ['sh-fallback', 'sh-fallback,sh-port', 'sh-port']],
    ['rr', ['flag-1', 'flag-1,flag-2', 'flag-1,flag-2,flag-3', 'flag-1,flag-3', 'flag-2', 'flag-2,flag-3', 'flag-3']],
  ])('have flags: %s', (scheduler, flags) => {
    const values = Array.from(schedulerFlags({ command: undefined, draft: { scheduler } }), ({ value }) => value);
    expect(values.sort()).toEqual(flags);
  });
});
