/** Runs programs on a machine whose `/etc` is the test's: its own hosts file, resolver, services. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Outcome } from './outcome.ts';

/** Texts of files by their name in `/etc`. What is not here is not there. */
export type EtcFiles = Readonly<Record<string, string>>;

export interface TimedOutcome extends Outcome {
  readonly seconds: number;
}

const NSSWITCH = 'passwd: files\nhosts: files dns\nservices: files\nprotocols: files\n';

/**
 * In a mount namespace of its own, so that nobody else sees the folder. Node would miss the certificates that a machine may
 * have it read, and say so.
 */
const SCRIPT = 'mount --bind "$0" /etc && export NODE_EXTRA_CA_CERTS= && exec "$@"';

/** A folder that some programs see as `/etc`. */
export class Etc {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvsadm-etc-'));

  constructor(files: EtcFiles) {
    for (const [name, content] of Object.entries({ 'nsswitch.conf': NSSWITCH, ...files })) {
      writeFileSync(join(this.#folder, name), content);
    }
  }

  /** What runs a program there. */
  words(program: readonly string[]): readonly string[] {
    return ['unshare', '--mount', 'sh', '-c', SCRIPT, this.#folder, ...program];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Runs a program to its end, without blocking this process: it may be its name server. */
export async function runWithEtc(files: EtcFiles, program: readonly string[], input = ''): Promise<TimedOutcome> {
  const etc = new Etc(files);
  try {
    const start = performance.now();
    const [command = '', ...words] = etc.words(program);
    const child = spawn(command, words);
    // A program that ends without reading its input is not our concern.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { status, stdout, stderr, seconds: (performance.now() - start) / 1000 };
  } finally {
    etc.remove();
  }
}
