import { readFileSync } from 'node:fs';
import { BUN_VERSION } from '../bun.ts';
import { REVISIONS, RUNTIME_PARTS, RUNTIME_SCRIPTS } from './runtime-parts.ts';

/** What is in the executable, under which licences, and how a user may exchange the parts under the LGPL. */
export function copyright(): string {
  const licence = readFileSync('LICENSE', 'utf8');
  const [, ours = '', terms = ''] = /^MIT License\n\n(Copyright [^\n]*)\n\n(.*)$/s.exec(licence) ?? [];
  return `The program ipvsadm of this package is one executable. These are joined in it:

ipvsadm-ts, the program itself
    ${ours}
    Licence: MIT, see below
zod, which checks the JSON that the program reads
    Copyright (c) 2025 Colin McDonnell
    Licence: MIT, see below
    Source: github.com/colinhacks/zod
Bun ${BUN_VERSION}, the runtime
    Copyright (c) the authors of Bun
    Licence: MIT, see below
    Source: github.com/oven-sh/bun, commit ${REVISIONS.bun}

Bun is linked with these libraries. The copyright of each is its authors', and its source has their names:

${RUNTIME_PARTS.map(({ name, licence: its, source }) => `${name}\n    Licence: ${its}\n    Source: ${source}\n`).join('')}
Bun also holds these packages of JavaScript, each under the MIT licence and the copyright of its authors:

${fill(RUNTIME_SCRIPTS)}

Its transpiler and its module resolver are a port of esbuild, Copyright (c) 2020 Evan Wallace, MIT.


Exchanging the parts under the LGPL
-----------------------------------

JavaScriptCore, WebKit and TinyCC are free software under the GNU Library or Lesser General Public License. You may
change them and join the program with what you have changed, and for that purpose you may take it apart. You need:

    WebKit, commit ${REVISIONS.webkit}
    TinyCC, commit ${REVISIONS.tinycc}
    Bun, commit ${REVISIONS.bun}
    the source of ipvsadm-ts, from where you have this package

Build Bun with your WebKit: clone it into vendor/WebKit of Bun's source, check out the commit, change it, and run
\`bun run build:local\`. TinyCC lies in Bun's folder vendor too. Then put the program that you get in place of the one
that the build of ipvsadm-ts downloads (the function bunFor in build/bun.ts), and run \`npm run build:executable\`.
Whoever gives you this package has to give you these sources for three years, at no more than the cost of copying.

The licences are in /usr/share/common-licenses on Debian, and beside this file elsewhere.


The MIT licence
---------------

${terms}`;
}

/** Words in lines of at most 116 columns. */
function fill(words: readonly string[]): string {
  return words
    .join(' ')
    .replace(/(.{1,116})(?: |$)/g, '$1\n')
    .trimEnd();
}
