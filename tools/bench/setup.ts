import { writeFileSync } from 'node:fs';
import { connect } from './connections.ts';
import { NAMESPACE, renewNamespace } from './namespace.ts';
import { run } from './program.ts';
import { changeWeights, natRules, reword } from './rules.ts';

/** What is there when a measurement begins, in a new namespace. */
export type Setup =
  /** Rules of so many services of so many servers each, in the table too where `filled`. */
  | { readonly type: 'rules'; readonly services: number; readonly servers: number; readonly filled: boolean }
  | { readonly type: 'connections'; readonly count: number };

/**
 * Files of a set-up of rules, in the working folder; in the second, one server of a hundred has another weight, and the third
 * says the same as the first in other words than a save does.
 */
export type RulesFile = 'rules' | 'changed-rules' | 'reworded-rules';
const CHANGE_PERIOD = 100;

/** Makes it so. */
export function setUp(setup: Setup): void {
  renewNamespace();
  if (setup.type === 'connections') connect(setup.count);
  else prepareRules(setup);
}

function prepareRules({ services, servers, filled }: Extract<Setup, { type: 'rules' }>): void {
  const rules = natRules(services, servers);
  const files: Record<RulesFile, string> = {
    rules,
    'changed-rules': changeWeights(rules, CHANGE_PERIOD),
    'reworded-rules': reword(rules),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(name, text);
  // Not with the C ipvsadm, which takes minutes for a large table.
  if (filled) run({ words: ['ipvsadm', '-R'], input: 'rules', namespace: NAMESPACE });
}
