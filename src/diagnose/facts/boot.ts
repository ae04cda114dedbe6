import { z } from 'zod';
import { codeOf } from '../../netlink/errors.ts';
import type { Host } from './host.ts';
import type { RecordedSource } from './source.ts';

/** The rules of Debian, and the setting by which they are restored at boot. */
const RULES = '/etc/ipvsadm.rules';
const SETTINGS = '/etc/default/ipvsadm';
const SETTING = /^\s*AUTO=.*$/gm;
const ASKS = /=(["']?)true\1\s*(#.*)?$/;

/** What starts the service at boot: folders with a link for it. */
const STARTERS = [
  { folder: '/etc/systemd/system/multi-user.target.wants', link: /^ipvsadm\.service$/ },
  { folder: '/etc/rc2.d', link: /^S\d\dipvsadm$/ },
];

const schema = z.strictObject({
  /** Absent where nothing is restored at boot, as far as it is known: Red Hat's service saves the table before. */
  rules: z.strictObject({ path: z.string(), startedBy: z.string(), lines: z.array(z.string()) }).optional(),
});

/** The rules that will be restored at the next boot. */
export type Boot = z.infer<typeof schema>;

export const boot: RecordedSource<Boot> = {
  name: 'boot',
  title: 'the rules for the next boot',
  schema,
  read: async (host) => {
    const startedBy = starterOf(host);
    const [setting = ''] = textOf(host, SETTINGS).match(SETTING)?.slice(-1) ?? [];
    if (startedBy === undefined || !ASKS.test(setting)) return {};
    return {
      rules: {
        path: RULES,
        startedBy,
        lines: textOf(host, RULES)
          .split('\n')
          .filter((line) => line !== ''),
      },
    };
  },
};

function starterOf(host: Host): string | undefined {
  for (const { folder, link } of STARTERS) {
    const name = orIfAbsent(() => host.readNames(folder), []).find((one) => link.test(one));
    if (name !== undefined) return `${folder}/${name}`;
  }
  return undefined;
}

const textOf = (host: Host, path: string): string => orIfAbsent(() => host.readText(path), '');

function orIfAbsent<T>(read: () => T, instead: T): T {
  try {
    return read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return instead;
    throw error;
  }
}
