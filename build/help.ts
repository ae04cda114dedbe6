import { Command, Help, Option } from 'commander';
import { COMMANDS } from '../src/rules/commands.ts';
import { OPTIONS } from '../src/rules/options.ts';

/**
 * The text of `--help`, laid out by commander from the tables that the parser itself reads. It is worked out when the
 * package is built: laying it out at every start would cost a third of a start.
 */
export function helpText(version: string): string {
  const layout = new Help();
  layout.helpWidth = 100;
  const section = (title: string, rows: readonly Row[]): string => {
    const command = new Command().helpOption(false);
    for (const row of rows) command.addOption(new Option(flags(row), row.help));
    const body = layout.formatHelp(command, layout).split('Options:\n')[1] ?? '';
    return `${title}:\n${body.trimEnd()}`;
  };
  return `${[version.trimEnd(), USAGE, section('Commands', COMMANDS), section('Options', OPTIONS)].join('\n\n')}\n`;
}

interface Row {
  readonly long: string;
  readonly short?: string;
  readonly value?: string;
  readonly optionalValue?: true;
  readonly help: string;
}

function flags({ long, short, value, optionalValue }: Row): string {
  const spellings = short === undefined ? `--${long}` : `-${short}, --${long}`;
  if (value === undefined) return spellings;
  return `${spellings} ${optionalValue ? `[${value}]` : `<${value}>`}`;
}

const USAGE = `Usage:
  ipvsadm -A|-E virtual-service [-s scheduler] [-p [timeout]] [-M netmask] [-o] [--pe engine] [-b flags]
  ipvsadm -D virtual-service
  ipvsadm -C
  ipvsadm -R
  ipvsadm -S [-n] [--all] [--output file]
  ipvsadm --apply [file] [--dry-run] [--keep-weights]
  ipvsadm -a|-e virtual-service -r server-address [-g|-i|-m] [-w weight] [-x uthreshold] [-y lthreshold] [tunnel options]
  ipvsadm -d virtual-service -r server-address
  ipvsadm --drain virtual-service [-r server-address] [--limit seconds]
  ipvsadm -L|-l [virtual-service] [options]
  ipvsadm -Z [virtual-service]
  ipvsadm --set tcp tcpfin udp
  ipvsadm --start-daemon master|backup [daemon options]
  ipvsadm --stop-daemon master|backup
  ipvsadm -h|-v

A virtual-service is -t, -u or --sctp-service with an address, or -f with a firewall mark (and -6).
An address is IPV4:PORT, [IPV6]:PORT or NAME:PORT; the port may be left out.`;
