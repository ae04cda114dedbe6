import { describe, expect, it } from 'vitest';
import { COMMANDS, type CommandDefinition } from '../../src/rules/commands.ts';
import { completionOf } from '../../src/rules/completion.ts';
import { OPTIONS, type OptionDefinition } from '../../src/rules/options.ts';

const rows: readonly (OptionDefinition | CommandDefinition)[] = [...OPTIONS, ...COMMANDS];
const placeholders = new Set(rows.flatMap(({ value }) => value ?? []));

describe('what a shell offers', () => {
  it.each([...placeholders])('is known for %s', (placeholder) => {
    expect(completionOf(placeholder)).not.toHaveLength(0);
  });

  it('is the values that a placeholder spells', () => {
    expect(completionOf('master|backup')).toEqual(['master', 'backup']);
  });

  it('is not guessed', () => {
    expect(() => completionOf('toString')).toThrow(new TypeError('no option takes a toString'));
  });
});
