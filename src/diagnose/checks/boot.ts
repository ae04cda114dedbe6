import { planChanges } from '../../ipvs/converge/plan.ts';
import { type Table, tableRow } from '../../ipvs/converge/table.ts';
import { Wanted } from '../../ipvs/converge/wanted.ts';
import { serviceId } from '../../ipvs/key.ts';
import { readRules } from '../../rules/lines.ts';
import type { Names } from '../../rules/names.ts';
import { type Check, check } from '../check.ts';
import { boot } from '../facts/boot.ts';
import { ipvs } from '../facts/ipvs.ts';
import { owners } from '../facts/owners.ts';
import type { Found } from '../finding.ts';
import { MANAGERS } from './kernel.ts';

/** Names are not looked up: rules that have some are not judged. */
const NO_NAMES: Names = { host: () => undefined, service: () => undefined };

export const BOOT: readonly Check[] = [
  check({
    code: 'LVS808',
    name: 'boot-differs',
    severity: 'info',
    title: 'The rules that the next boot restores are not those of the table',
    meaning: 'After the next boot the machine balances in another way than now.',
    reason:
      'The kernel forgets the table at a shutdown. A service restores the rules of a file, into which nobody writes what ' +
      'is changed later.',
    remedy: 'See what differs, and save the table, or make it what the file says.',
    ignore: 'Where the table is changed for a while only. Weights are not compared, as a server that is drained has 0.',
    right: 'the rules for the next boot are those of the table',
    needs: { ipvs, owners, boot },
    *find({ ipvs, owners, boot: { rules } }): Generator<Found> {
      // These make the table anew.
      if (rules === undefined || ipvs.info === undefined || owners.some((name) => MANAGERS.includes(name))) return;
      const wanted = wantedBy(rules.lines);
      if (wanted === undefined) return;
      const table: Table = new Map(
        ipvs.entries.map(({ service, servers }) => [serviceId(service.key), tableRow(service, servers)]),
      );
      const { length } = planChanges(table, wanted, true);
      if (length === 0) return;
      const { path, startedBy, lines } = rules;
      const save = { command: `ipvsadm-save -n --all --output ${path}`, note: 'where the table is right' };
      const compare = `ipvsadm --apply ${path} --keep-weights --dry-run`;
      const isEmpty = lines.length === 0;
      yield {
        subject: { part: 'boot' },
        what: isEmpty
          ? `the next boot leaves the table empty, as ${path} has no rules`
          : `the next boot makes another table of the rules in ${path}`,
        evidence: [
          { from: startedBy, value: `restores ${path}` },
          isEmpty
            ? { from: path, value: 'no rules' }
            : { from: compare, value: length === 1 ? '1 change' : `${length} changes` },
        ],
        fix: isEmpty ? [save] : [{ command: compare, note: 'what differs' }, save],
      };
    },
  }),
];

/** The table that rules describe; `undefined` where a line is not understood, or has a name. */
function wantedBy(lines: readonly string[]): Table | undefined {
  const wanted = new Wanted();
  for (const one of readRules(lines.join('\n'), NO_NAMES)) {
    if ('error' in one || one.command.type !== 'change') return undefined;
    wanted.add(one.command.operation);
  }
  return wanted.table;
}
