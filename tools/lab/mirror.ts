import { LabFailure } from './failure.ts';
import { runOrFail } from './program.ts';

/**
 * Address of the Debian archive: what `LAB_DEBIAN_MIRROR` says, or else what this machine's own apt uses.
 * @throws LabFailure when this machine has no Debian archive among its sources
 */
export async function findMirror(): Promise<string> {
  const given = process.env.LAB_DEBIAN_MIRROR;
  if (given) return given;
  // Unlike `apt-get indextargets` this needs no downloaded index: a container's image has none.
  const uris = await runOrFail("cannot read this machine's apt sources", 'apt-get', ['update', '--print-uris']);
  const mirror = chooseMirror(uris);
  if (!mirror) throw new LabFailure('no Debian mirror among the apt sources of this machine: set LAB_DEBIAN_MIRROR');
  return mirror;
}

/**
 * Picks Debian's main archive from the output of `apt-get update --print-uris`. Others use Debian's code names for
 * their suites too, so the name alone decides little: only Debian has NAME-updates beside NAME, and its folder is
 * `debian`.
 */
export function chooseMirror(uris: string): string | undefined {
  const releases = [...uris.matchAll(/^'(\S+)\/dists\/([^/']+)\/(?:In)?Release'/gm)];
  const suites = new Map<string, Set<string>>();
  for (const [, uri = '', suite = ''] of releases) suites.set(uri, (suites.get(uri) ?? new Set()).add(suite));

  let best: string | undefined;
  let bestScore = 0;
  for (const [uri, names] of suites) {
    const hasUpdates = [...names].some((name) => names.has(`${name}-updates`));
    const score = (hasUpdates ? 2 : 0) + (/\/debian$/.test(uri) ? 1 : 0);
    if (score > bestScore) [best, bestScore] = [uri, score];
  }
  return best;
}
