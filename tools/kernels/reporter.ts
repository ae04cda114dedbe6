import { writeFileSync } from 'node:fs';
import process from 'node:process';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { RESULTS_FILE, type Results } from './results.ts';

/** Writes what a run of tests came to, with the reasons of what was skipped, which vitest's own JSON leaves out. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const results: Results = {
      tests: modules.flatMap((module) => Array.from(module.children.allTests(), outcomeOf(module.relativeModuleId))),
      // A file that cannot be loaded, a hook that fails.
      errors: [...modules.flatMap((module) => module.errors()), ...unhandled].map(({ message }) => message),
    };
    writeFileSync(process.env[RESULTS_FILE] ?? 'results.json', JSON.stringify(results));
  }
}

const outcomeOf =
  (file: string) =>
  (test: TestCase): Results['tests'][number] => {
    const result = test.result();
    // One that did not come to its end has failed.
    const state = result.state === 'pending' ? 'failed' : result.state;
    return { file, name: test.fullName, state, note: result.state === 'skipped' ? (result.note ?? '') : '' };
  };
