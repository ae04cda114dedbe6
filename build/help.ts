import { Command, Option } from 'commander';
import { COMMANDS } from '../src/rules/commands.ts';
import { OPTIONS } from '../src/rules/options.ts';

/**
 * The text of `--help`, laid out by commander from the tables that the parser itself reads. It is made when the
 * package is built: to lay it out at every start would cost a third of a start.
 */
export function helpText(version: string): string {
  const program = new Command().helpOption(false).description(DESCRIPTION);
  program.configureHelp({
    helpWidth: 100,
    // The title stands in a line of its own, as in ipvsadm 1.31: commander puts a blank between the two.
    styleTitle: (title) => (title === 'Usage:' ? `${title}\n` : title),
    commandUsage: () =>
      USAGE.map((line) => `  ${line}`)
        .join('\n')
        .slice(1),
  });
  for (const row of COMMANDS) program.addOption(optionOf(row, 'Commands:'));
  for (const row of OPTIONS) program.addOption(optionOf(row, 'Options:'));
  return `${version}\n${program.helpInformation()}`;
}

interface Row {
  readonly long: string;
  readonly short?: string;
  readonly value?: string;
  readonly optionalValue?: true;
  readonly default?: string;
  readonly help: string;
}

function optionOf({ long, short, value, optionalValue, default: absent, help }: Row, group: string): Option {
  const spellings = short === undefined ? `--${long}` : `-${short}, --${long}`;
  const isOptional = optionalValue !== undefined || absent !== undefined;
  const placeholder = value === undefined ? '' : isOptional ? ` [${value}]` : ` <${value}>`;
  return new Option(spellings + placeholder, help).helpGroup(group);
}

const USAGE = [
  'ipvsadm -A|-E virtual-service [-s scheduler] [-p [timeout]] [-M netmask] [-o] [--pe engine] [-b flags]',
  'ipvsadm -D virtual-service',
  'ipvsadm -C',
  'ipvsadm -R',
  'ipvsadm -S [-n] [--all] [--output file]',
  'ipvsadm --apply [file] [--dry-run|--confirm[=seconds]] [--keep-weights]',
  'ipvsadm --confirm',
  'ipvsadm --rollback [--limit seconds]',
  'ipvsadm -a|-e virtual-service -r server-address [-g|-i|-m] [-w weight] [-x uthreshold] [-y lthreshold] [tunnel options]',
  'ipvsadm -d virtual-service -r server-address',
  'ipvsadm --drain virtual-service [-r server-address] [--limit seconds] [--dry-run] [--json]',
  'ipvsadm --drain -r machine,... [--leave] [--force] [--limit seconds] [--dry-run] [--json]',
  'ipvsadm --undrain -r machine,... [--dry-run] [--json]',
  'ipvsadm -L|-l [virtual-service] [-r server-address] [options]',
  'ipvsadm -L|-l -c [virtual-service] [-r server-address] [--client network] [--state states] [--count-by what] [options]',
  'ipvsadm -L --metrics [openmetrics|prometheus|node_exporter] [-c] [--findings] [--output file]',
  'ipvsadm -Z [virtual-service]',
  'ipvsadm --set tcp tcpfin udp',
  'ipvsadm --start-daemon master|backup [daemon options]',
  'ipvsadm --stop-daemon master|backup',
  'ipvsadm --diagnose [virtual-service] [-v] [--json] [--ignore code[=object]] [--fail-on error|warning|info]',
  'ipvsadm -E|-e ... --keep [--unset settings]',
  'ipvsadm -h|-v',
  'ipvsadm ... --netns namespace',
];

const DESCRIPTION = `A virtual-service is -t, -u or --sctp-service with an address, or -f with a firewall mark (and -6).
An address is IPV4:PORT, [IPV6]:PORT or NAME:PORT; the port may be left out.`;
