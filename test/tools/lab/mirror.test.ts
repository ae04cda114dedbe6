import { expect, test } from 'vitest';
import { chooseMirror } from '../../../tools/lab/mirror.ts';

const release = (uri: string, suite: string) => `'${uri}/dists/${suite}/InRelease' some_file 0 \n`;
const debian = 'http://archive.example/debian';

test.each([
  ['the archive beside its updates', release(debian, 'bookworm') + release(debian, 'bookworm-updates'), debian],
  ['the only archive there is', release(debian, 'trixie'), debian],
  [
    'a mirror under another name',
    release('https://a.example/d', 'x') + release('https://a.example/d', 'x-updates'),
    'https://a.example/d',
  ],
  [
    'a list of mirrors',
    release('mirror+file:/etc/m.list', 'trixie') + release('mirror+file:/etc/m.list', 'trixie-updates'),
    'mirror+file:/etc/m.list',
  ],
  [
    "neither a vendor's own packages nor the security archive",
    release('https://vendor.example/linux/debian', 'bookworm') +
      release('http://archive.example/debian-security', 'bookworm-security') +
      release(debian, 'bookworm') +
      release(debian, 'bookworm-updates'),
    debian,
  ],
  ['none', release('https://vendor.example/node', 'nodistro'), undefined],
])('%s', (_, uris, mirror) => {
  expect(chooseMirror(uris)).toBe(mirror);
});
