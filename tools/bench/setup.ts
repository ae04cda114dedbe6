import { writeFileSync } from 'node:fs';
import { connect } from './connections.ts';
import { NAMESPACE, renewNamespace } from './namespace.ts';
import { run } from './program.ts';
import { changeWeights, natRules, reword } from './rules.ts';

/** What a new namespace holds when a measurement begins. */
export type Setup =
  /** Files of rules for this many services with this many servers each. With `filled` the table holds them too. */
  | { readonly type: 'rules'; readonly services: number; readonly servers: number; readonly filled: boolean }
  | { readonly type: 'connections'; readonly count: number }
  /** Both. */
  | { readonly type: 'director'; readonly services: number; readonly connections: number };

/**
 * Files of rules in the working folder. In the second, one server of a hundred has another weight. The third has the
 * rules of the first, but not as a save writes them.
 */
export type RulesFile = 'rules' | 'changed-rules' | 'reworded-rules';
const CHANGE_PERIOD = 100;

/** Makes a new namespace that holds this. */
export function setUp(setup: Setup): void {
  renewNamespace();
  if (setup.type === 'connections') connect(setup.count);
  else if (setup.type === 'rules') prepareRules(setup);
  else {
    prepareRules({ services: setup.services, servers: 1, filled: true });
    connect(setup.connections);
  }
}

function prepareRules({ services, servers, filled }: Omit<Extract<Setup, { type: 'rules' }>, 'type'>): void {
  const rules = natRules(services, servers);
  const files: Record<RulesFile, string> = {
    rules,
    'changed-rules': changeWeights(rules, CHANGE_PERIOD),
    'reworded-rules': reword(rules),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(name, text);
  // Not by the C ipvsadm, which takes minutes for a large table.
  if (filled) run({ words: ['ipvsadm', '-R'], input: 'rules', namespace: NAMESPACE });
}
