import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemNames } from '../../../src/cli/names/system-names.ts';
import { UsageError } from '../../../src/rules/errors.ts';

/** What the resolver of this test answers: an address, the code of an error, or nothing ever. */
const RESOLVER: Readonly<Record<string, string | undefined>> = {
  'both 4': '10.0.0.1',
  'both 6': '2001:db8::1',
  'four 4': '10.0.0.4',
  'four 6': 'ENODATA',
  'six 4': 'ENOTFOUND',
  'six 6': '2001:db8::6',
  'none 4': 'ENOTFOUND',
  'none 6': 'ENOTFOUND',
  // The other family must not stand in for one that may be there again in a minute.
  'down4 4': 'EAI_AGAIN',
  'down4 6': '2001:db8::7',
  'down6 4': '10.0.0.7',
  'down6 6': 'EAI_AGAIN',
  'half 4': 'ENOTFOUND',
  'half 6': 'EAI_AGAIN',
  'mute 4': undefined,
  'mute 6': undefined,
};

const asked = vi.hoisted((): string[] => []);

vi.mock('node:dns/promises', () => ({
  lookup: (name: string, { family }: { family: number }) => {
    const question = `${name} ${family}`;
    asked.push(question);
    const answer = RESOLVER[question];
    if (answer === undefined) return new Promise(() => {});
    const found = /[.:]/.test(answer);
    return found ? Promise.resolve({ address: answer }) : Promise.reject(Object.assign(new Error(), { code: answer }));
  },
}));

beforeEach(() => {
  asked.length = 0;
});

describe('hosts', () => {
  it.each([
    ['both', '10.0.0.1', ['both 4']],
    ['[both]', '2001:db8::1', ['both 6']],
    ['four', '10.0.0.4', ['four 4']],
    ['[four]', '10.0.0.4', ['four 6', 'four 4']],
    ['six', '2001:db8::6', ['six 4', 'six 6']],
    ['[six]', '2001:db8::6', ['six 6']],
    ['none', undefined, ['none 4', 'none 6']],
    ['[none]', undefined, ['none 6', 'none 4']],
    ['down4', undefined, ['down4 4']],
    ['[down6]', undefined, ['down6 6']],
    ['half', undefined, ['half 4', 'half 6']],
  ])('%s is %s', async (host, address, questions) => {
    const names = new SystemNames();
    expect(await names.readWith(() => names.host(host))).toBe(address);
    expect(asked).toEqual(questions);
  });

  it('in brackets are others than without', async () => {
    const names = new SystemNames();
    expect(await names.readWith(() => names.host('both'))).toBe('10.0.0.1');
    expect(await names.readWith(() => names.host('[both]'))).toBe('2001:db8::1');
    expect(asked).toEqual(['both 4', 'both 6']);
  });

  it('of the hosts file are not looked up', () => {
    expect(new SystemNames().host('LocalHost')).toMatch(/^127\./);
    expect(asked).toEqual([]);
  });

  it('that nobody answers for have no address when patience ends, and those behind them are not asked for', async () => {
    const names = new SystemNames(50);
    await names.lookup(['mute', 'both', '[mute]']);
    expect([names.host('mute'), names.host('both'), names.host('[mute]')]).toEqual([undefined, '10.0.0.1', undefined]);
    await names.lookup(['four']);
    expect(names.host('four')).toBeUndefined();
    expect(asked).toEqual(['mute 4', 'both 4', 'mute 6']);
  });
});

describe('reading with names', () => {
  it('reads twice, whatever the number of hosts', async () => {
    const names = new SystemNames();
    let times = 0;
    const read = () => {
      times += 1;
      return [names.host('both'), names.host('[both]'), names.host('none')];
    };
    expect(await names.readWith(read)).toEqual(['10.0.0.1', '2001:db8::1', undefined]);
    expect(times).toBe(2);
  });

  const illegal = (host: string) => {
    const names = new SystemNames();
    return names.readWith(() => {
      if (names.host(host) === undefined) throw new UsageError('illegal address');
    });
  };

  it('tells why it has failed where a resolver is at fault', async () => {
    await expect(illegal('none')).rejects.toEqual(new UsageError('illegal address'));
    await expect(illegal('[down6]')).rejects.toMatchObject({
      name: 'CommandError',
      message: 'illegal address',
      status: 2,
      hint: 'no name server could answer for [down6]',
    });
  });

  it('hides no other error', async () => {
    const names = new SystemNames();
    await names.lookup(['down4']);
    await expect(
      names.readWith(() => {
        throw new RangeError('bug');
      }),
    ).rejects.toThrow(new RangeError('bug'));
  });
});
