import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wordsIn } from '../../src/netlink/namespace.ts';

const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-namespace-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file');
writeFileSync(file, '');

describe('wordsIn', () => {
  it.each([String(process.pid), '/proc/self/ns/net', `/proc/${process.pid}/ns/net`])(
    'has nothing to do in this process’s own namespace: %s',
    (namespace) => {
      expect(wordsIn(namespace, ['true'])).toBeUndefined();
    },
  );

  it.each([
    ['no-such', 'there is no /run/netns/no-such or /run/docker/netns/no-such', 'ENOENT'],
    ['4194305', 'there is no /proc/4194305/ns/net', 'ENOENT'],
    ['./no-such', 'there is no ./no-such', 'ENOENT'],
    [`${file}/below`, `there is no ${file}/below`, 'ENOENT'],
    [file, `${file} is not one`, 'EINVAL'],
    [folder, `${folder} is not one`, 'EINVAL'],
  ])('says of %s: %s', (namespace, why, code) => {
    expect(() => wordsIn(namespace, ['true'])).toThrow(
      expect.objectContaining({
        name: 'SocketError',
        code,
        message: `cannot enter the network namespace ${namespace}: ${why}`,
      }),
    );
  });
});
