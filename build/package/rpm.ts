import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Architecture } from '../bun.ts';
import { ABOUT, ORDERED_VERSION } from './about.ts';
import { type Entry, RPM_CONTENTS } from './contents.ts';
import { prepareRpm } from './rpmbuild.ts';
import { runTool, XZ_LEVEL } from './tool.ts';
import { layOut, type Making } from './tree.ts';

const ARCHITECTURES: Readonly<Record<Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };

const { name, maintainer, licence, summary, description, glibc, replaced } = ABOUT;

/** Writes the package for Red Hat's family, by rpmbuild. */
export async function writeRpm(making: Making): Promise<void> {
  const { architecture, epoch, out, stage } = making;
  const { rpmbuild, env } = await prepareRpm();
  layOut(join(stage, 'layout'), RPM_CONTENTS, making);
  const spec = join(stage, `${name}.spec`);
  writeFileSync(spec, specText());
  const macros = {
    _topdir: stage,
    _dbpath: join(stage, 'db'),
    _tmppath: stage,
    _rpmdir: stage,
    _rpmfilename: 'package.rpm',
    // Older systems read xz, and not what is newer.
    _binary_payload: `w${XZ_LEVEL}.xzdio`,
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    source_date_epoch_from_changelog: '0',
    // The executable carries its program behind its code: nothing may strip it or look for debugging information.
    debug_package: '%{nil}',
    __spec_install_post: '%{nil}',
    _build_id_links: 'none',
  };
  const definitions = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`]);
  const target = ['--target', `${ARCHITECTURES[architecture]}-linux`];
  await runTool(rpmbuild, [...definitions, ...target, '--nodeps', '-bb', spec], {
    ...env,
    SOURCE_DATE_EPOCH: String(epoch),
  });
  const file = `${name}-${ORDERED_VERSION}-1.${ARCHITECTURES[architecture]}.rpm`;
  renameSync(join(stage, 'package.rpm'), join(out, file));
}

/** The description as rpmbuild reads it. */
function specText(): string {
  const script = (name: string) => readFileSync(`build/package/redhat/${name}`, 'utf8').trimEnd();
  return `Name: ${name}
Version: ${ORDERED_VERSION}
Release: 1
Summary: ${summary}
License: ${licence}
Packager: ${maintainer}
AutoReqProv: no
Requires: /bin/sh
Requires: libc.so.6(GLIBC_${glibc})(64bit)
Recommends: kmod
Provides: ${replaced.name} = ${replaced.version}
Conflicts: ${replaced.name}

%description
${description.join('\n')}

%install
mkdir -p '%{buildroot}'
mv '%{_topdir}/layout'/* '%{buildroot}/'

%post
${script('reload-units')}

%preun
${script('stop-timer')}

%postun
${script('reload-units')}

%files
${[...ownFolders(), ...RPM_CONTENTS.map(line)].join('\n')}
`;
}

const MARKS = { file: '', config: '%config(noreplace) ', manual: '%doc ', licence: '%license ', link: '' } as const;

function line(entry: Entry): string {
  const mode = entry.kind === 'link' ? '-' : `0${entry.mode.toString(8)}`;
  return `${MARKS[entry.kind]}%attr(${mode}, root, root) ${entry.to}`;
}

/** The folders that only this package has: those of its name, and what is in them. */
function ownFolders(): readonly string[] {
  const folders = new Set(RPM_CONTENTS.map(({ to }) => dirname(to)));
  return [...folders]
    .filter((folder) => folder.split('/').some((part) => part === name || part === replaced.name))
    .map((folder) => `%dir %attr(0755, root, root) ${folder}`);
}
