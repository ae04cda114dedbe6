import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { undocumented } from '../../../tools/docs/undocumented.ts';

it('a public name without a docstring is found, however deep, but not the name of an error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'x.api.json');
  const members = [
    { kind: 'PropertySignature', name: 'key', docComment: '' },
    { kind: 'PropertySignature', name: 'scheduler', docComment: '/** Its scheduler. */' },
  ];
  const items = [
    { kind: 'Interface', name: 'Service', docComment: '/** A service. */', members },
    { kind: 'TypeAlias', name: 'Protocol', docComment: '' },
    {
      kind: 'Class',
      name: 'Failure',
      docComment: '/** An error. */',
      members: [{ kind: 'Property', name: 'name', docComment: '' }],
    },
  ];
  writeFileSync(file, JSON.stringify({ kind: 'Package', members: [{ kind: 'EntryPoint', name: '', members: items }] }));
  expect(undocumented(file)).toEqual(['Service.key', 'Protocol']);
});
