import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import process from 'node:process';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { RESULTS_FILE, type Results } from './results.ts';

/** Writes the results of a run of tests, with the reasons for skips, which vitest's own JSON leaves out. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const results: Results = {
      version: release(),
      tests: modules.flatMap((module) => Array.from(module.children.allTests(), outcomeOf(module.relativeModuleId))),
      // Files that cannot be loaded, and hooks that fail.
      errors: [...modules.flatMap((module) => module.errors()), ...unhandled].map(({ message }) => message),
    };
    writeFileSync(process.env[RESULTS_FILE] ?? 'results.json', JSON.stringify(results));
  }
}

const outcomeOf =
  (file: string) =>
  (test: TestCase): Results['tests'][number] => {
    const result = test.result();
    // A test that did not end has failed.
    const state = result.state === 'pending' ? 'failed' : result.state;
    return { file, name: test.fullName, state, note: result.state === 'skipped' ? (result.note ?? '') : '' };
  };
