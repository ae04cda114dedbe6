/** Random rules for `-R`: together they do what each does by itself, or nothing when one of them is wrong. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { useClients } from '../../kernel.ts';
import { stopDaemons, useNoDaemons } from '../../surroundings.ts';
import { comparable, type Outcome, runCommand } from '../outcome.ts';
import { isRefusal } from './batches.ts';
import { soundLine, spoiltLine } from './lines.ts';
import { parametersOf, TIMEOUT } from './parameters.ts';
import { type Rule, ruleOf } from './rules.ts';

const clients = useClients();
useNoDaemons(clients);

const run = async (words: readonly string[], input?: string): Promise<Outcome> =>
  comparable(await runCommand(clients.client, words, input));
const table = async (): Promise<string> => (await run(['-S', '-n', '--all'])).stdout;
const empty = async (): Promise<string> => {
  await stopDaemons(clients.client);
  await run(['-R'], '-C\n--set 900 120 300\n');
  return table();
};

interface Numbered extends Outcome {
  readonly line: number;
}

/** What each of the rules leaves, run by itself. */
async function oneByOne(rules: readonly Rule[]): Promise<Numbered[]> {
  const outcomes: Numbered[] = [];
  let line = 1;
  for (const { words, text } of rules) {
    const outcome = await run(words);
    outcomes.push({ ...outcome, line: line + text.trimEnd().split('\n').length - 1 });
    line += text.split('\n').length - 1;
  }
  return outcomes;
}

/** An error of a rule: what was said of which line. */
const errorOf = ({ line, stderr }: Numbered) => ({ line, message: stderr.trimEnd() });

/** The same of an error line of `-R`, which may repeat the rule. */
const toldOf = (text: string, { stderr }: Numbered) => ({
  line: Number(/^line (\d+): /.exec(text)?.[1]),
  message: text.endsWith(`: ${stderr.trimEnd()}`) ? stderr.trimEnd() : text,
});

/** What the rules have to leave together: when one is wrong, none is carried out, and only the wrong ones are told. */
function together(outcomes: readonly Numbered[]) {
  const failed = outcomes.filter(({ status }) => status !== 0);
  const wrong = failed.filter((outcome) => outcome.status !== 1 && !isRefusal(outcome));
  const [first] = wrong;
  if (first !== undefined) return { status: first.status, stdout: '', errors: wrong, carriedOut: false };
  const stdout = outcomes.map((outcome) => outcome.stdout).join('');
  return { status: failed.length === 0 ? 0 : 255, stdout, errors: failed, carriedOut: true };
}

it.each([
  ['sound', ruleOf(soundLine), 80],
  ['mostly sound', ruleOf(fc.oneof({ weight: 7, arbitrary: soundLine }, spoiltLine)), 12],
])('%s rules do what their lines do', { timeout: TIMEOUT }, async (_, rule, maxLength) => {
  await fc.assert(
    fc.asyncProperty(fc.noBias(fc.array(rule, { maxLength, size: 'max' })), async (rules) => {
      const nothing = await empty();
      const outcomes = await oneByOne(rules);
      const { status, stdout, errors, carriedOut } = together(outcomes);
      const state = carriedOut ? await table() : nothing;
      await empty();
      const whole = await run(['-R'], rules.map(({ text }) => text).join(''));
      const lines = whole.stderr.split('\n').slice(0, -1);
      expect({ ...whole, stderr: '' }).toEqual({ status, stdout, stderr: '' });
      expect(lines.length).toBe(errors.length);
      expect(errors.map((one, at) => toldOf(lines[at] ?? '', one))).toEqual(errors.map(errorOf));
      expect(await table()).toBe(state);
    }),
    parametersOf(),
  );
});
