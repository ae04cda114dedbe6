/** Runs programs on a machine whose `/etc` is the test's: its own hosts file, resolver, services. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import type { Outcome } from './outcome.ts';

/** Texts of files by their name in `/etc`. What is not here is not there. */
export type EtcFiles = Readonly<Record<string, string>>;

export interface TimedOutcome extends Outcome {
  readonly seconds: number;
}

const NSSWITCH = 'passwd: files\nhosts: files dns\nservices: files\nprotocols: files\n';

/** In a mount namespace of its own, so that nobody else sees the folder. */
const SCRIPT = 'mount --bind "$0" /etc && exec "$@"';

/** Runs a program to its end, without blocking this process: it may be its name server. */
export async function runWithEtc(files: EtcFiles, program: readonly string[], input = ''): Promise<TimedOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-etc-'));
  try {
    for (const [name, content] of Object.entries({ 'nsswitch.conf': NSSWITCH, ...files })) {
      writeFileSync(join(folder, name), content);
    }
    const start = performance.now();
    // Node would miss the certificates that a machine may have it read.
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' };
    const child = spawn('unshare', ['--mount', 'sh', '-c', SCRIPT, folder, ...program], { env });
    // A program that ends without reading its input is none of ours to complain of.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { status, stdout, stderr, seconds: (performance.now() - start) / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
