import type { Observation } from './reference.ts';

/**
 * What ours does differently from ipvsadm 1.31, on purpose: docs/compatibility.md has the reasons at length.
 * Everything else must be the same, to the byte.
 */
export interface Difference {
  readonly reason: string;
  /** Matches the words of a case, and for `-R` its input behind ` < `. */
  readonly pattern: RegExp;
  /** What ours leaves where the C tool leaves `theirs`, by what `pattern` has matched. */
  readonly ours: (theirs: Observation, text: string) => Observation;
}

type Change = Difference['ours'];

const stdout =
  (change: (text: string) => string): Change =>
  (theirs) => ({ ...theirs, stdout: change(theirs.stdout) });

const state =
  (change: (text: string) => string): Change =>
  (theirs) => ({ ...theirs, state: change(theirs.state) });

/** Takes the lines of what a pattern matches out of a state. */
const without = (pattern: RegExp) => (text: string) =>
  text
    .split('\n')
    .filter((line) => !pattern.test(line))
    .join('\n');

/** Port 80 of an address that the C tool has left without: the column behind it gets a blank less. */
const port80 = (address: string): Change =>
  state((text) => text.replaceAll(`${address}:0  `, `${address}:80 `).replaceAll(`${address}:0 `, `${address}:80 `));

/** Refused by the kernel, and named by their lines: the run has failed, whatever came last. */
const refusedOn =
  (...lines: readonly number[]): Change =>
  (theirs, text) => {
    const messages = theirs.stderr.trimEnd().split('\n');
    const rules = text.slice(text.indexOf('<') + 2).split('\n');
    const stderr = lines.map((line, at) => `line ${line}: ${rules[line - 1]?.trim()}: ${messages[at]}\n`).join('');
    return { ...theirs, status: 255, stderr };
  };

/**
 * The last lines about sync daemons are refused, as many as there are messages: none where there is an eth0, or all.
 */
const daemonsRefused: Change = (theirs, text) => {
  if (theirs.stderr === '') return theirs;
  const rules = text.slice(text.indexOf('<') + 2).split('\n');
  const about = [...rules.keys()].filter((at) => rules[at]?.startsWith('--st'));
  const messages = theirs.stderr.trimEnd().split('\n').length;
  return refusedOn(...about.slice(-messages).map((at) => at + 1))(theirs, text);
};

/** Refused before anything is done, and named by the line. */
const wrongOn =
  (line: number, what: { status?: number; stderr?: string } = {}): Change =>
  (theirs) => {
    const { status = theirs.status, stderr = theirs.stderr } = what;
    const untouched = without(/10\.0\.0\.|192\.168\./)(theirs.state);
    return { ...theirs, status, stderr: `line ${line}: ${stderr.trimEnd()}\n`, state: untouched };
  };

const BRACKETS = 'IPv4 in brackets keeps its port';
const ORDER = 'the order of options does not matter';
const MARKS = 'marks are unsigned';
const FLAG_3 = 'flag-3 has no other name, and is not left out';
const LINES = '-R names the line of a refused change, and fails';
const CHECKED = '-R checks all lines before the first change, and names the bad one';
const WORD = '-R names a word that is not a command';
const NAME = '-R takes the word ipvsadm for a name but at the start of a line';

const ASCENDING = [/^(TCP {2}|-A -t )10\./, /(-> |-r )10\.0\.0\.8:/, /(-> |-r )200\./, /^(TCP {2}|-A -t )200\./];
const rank = (line: string): number => ASCENDING.findIndex((pattern) => pattern.test(line));

export const DIFFERENCES: readonly Difference[] = [
  { reason: BRACKETS, pattern: /^-A -t \[10/, ours: port80('10.0.0.1') },
  { reason: BRACKETS, pattern: /^-a -f 1 -r \[192/, ours: port80('192.168.0.1') },
  {
    reason: ORDER,
    pattern: /^-A .*-M 64 .*(-t|-6)/,
    ours: state((text) => text.replace('-p 360', '-p 360 -M 64').replace('persistent 360', 'persistent 360 mask 64')),
  },
  {
    reason: ORDER,
    pattern: /^-A -M 255\.255\.0\.0 -p -t \[/,
    ours: ({ stdout: text, state: theirs }) => ({
      status: 2,
      stdout: text,
      stderr: 'illegal ipv6 netmask specified\n',
      state: without(/2001:db8/)(theirs),
    }),
  },
  { reason: ORDER, pattern: /^-a -r 192\.168\.0\.1 -m -t/, ours: port80('192.168.0.1') },
  {
    reason: ORDER,
    pattern: /^-e -r 192/,
    ours: (theirs) => ({
      ...theirs,
      status: 0,
      stderr: '',
      state: theirs.state.replace('-m -w 9', '-m -w 3').replace('10         5 ', '0          0 '),
    }),
  },
  {
    reason: ORDER,
    pattern: /^-d -r 192/,
    ours: (theirs) => ({ ...theirs, status: 0, stderr: '', state: without(/192\.168\.0\.1:80 /)(theirs.state) }),
  },
  {
    reason: ORDER,
    pattern: /^-a -r 192\.168\.0\.2:http$/,
    ours: (theirs) => ({
      ...theirs,
      stderr: "You need to supply the 'service-address' option for the 'add-server' command\n",
    }),
  },
  {
    reason: ORDER,
    pattern: /^-C -M \+5$/,
    ours: (theirs) => ({ ...theirs, stderr: "Illegal 'netmask' option with the 'flush' command\n" }),
  },
  {
    reason: 'a prefix length is a number to its end',
    pattern: / -M 64x$/,
    ours: (theirs) => ({
      ...theirs,
      status: 2,
      stderr: 'illegal ipv6 netmask specified\n',
      state: without(/2001:db8/)(theirs.state),
    }),
  },
  {
    reason: 'a scheduler is not cut to 15 bytes, and so not found before the service is',
    pattern: /^-A -t 10\.0\.0\.1:80 -s abcdefghijklmnopqrstuvwxyz$/,
    ours: (theirs) => ({ ...theirs, stderr: 'Scheduler or persistence engine not found\n' }),
  },
  {
    reason: 'a lone comma for -b is refused, and does not crash',
    pattern: / -b ,$/,
    ours: (theirs) => ({ ...theirs, status: 2, stderr: "invalid scheduler flag `,'\n" }),
  },
  {
    reason: '-S keeps thresholds',
    pattern: /^(-S|--save)/,
    ours: stdout((text) =>
      text
        .replace('10.0.0.9:8080 -m -w 5\n', '10.0.0.9:8080 -m -w 5 -x 100 -y 50\n')
        .replace('10.0.0.9:80 -g -w 1\n', '10.0.0.9:80 -g -w 1 -x 9 -y 8\n')
        .replace('10.0.0.10:80 -g -w 1\n', '10.0.0.10:80 -g -w 1 -x 9\n'),
    ),
  },
  {
    reason: 'options may come before the command',
    pattern: /^-nL$/,
    ours: (theirs) => ({
      ...theirs,
      status: 0,
      stdout:
        'IP Virtual Server version 1.2.1 (size=…)\nProt LocalAddress:Port Scheduler Flags\n' +
        '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\nTCP  10.0.0.1:80 rr\n' +
        '  -> 192.168.0.1:80               Masq    9      0          0         \n',
      stderr: '',
    }),
  },
  {
    reason: 'options may come before the command',
    pattern: /^-R < -t 10\.0\.0\.1:80 -A$/m,
    ours: (theirs) => ({
      ...theirs,
      status: 0,
      stderr: '',
      state: theirs.state
        .replace(/^/, '-A -t 10.0.0.1:80 -s wlc\n')
        .replace(/^( {2}-> .*InActConn\s*\n|.*RemoteAddress:Port\n)/m, '$1TCP  10.0.0.1:80 wlc\n'),
    }),
  },
  {
    reason: '-r goes with -L',
    pattern: /^-Ln -r 192/,
    ours: (theirs) => ({
      ...theirs,
      status: 0,
      stdout:
        'IP Virtual Server version 1.2.1 (size=…)\nProt LocalAddress:Port Scheduler Flags\n' +
        '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\nTCP  10.0.0.1:80 rr\n' +
        '  -> 192.168.0.1:80               Masq    9      0          0         \n',
      stderr: '',
    }),
  },
  {
    reason: '-r goes with -L',
    pattern: /^-Ln -t 10\.0\.0\.1:80 -r 192\.168\.0\.9$/,
    ours: (theirs) => ({ ...theirs, status: 1, stderr: 'No such destination\n' }),
  },
  {
    reason: '-r goes with -L',
    pattern: /^-L --timeout -r 192/,
    ours: (theirs) => ({
      ...theirs,
      stderr: "The option 'timeout' conflicts with the 'real-server' option in the 'list' command\n",
    }),
  },
  {
    reason: '-c takes a service',
    pattern: /^-Lnc -[tf]/,
    ours: (theirs) => ({
      ...theirs,
      status: 0,
      stdout: 'IPVS connection entries\npro expire state       source             virtual            destination\n',
      stderr: '',
    }),
  },
  {
    reason: '-c takes a service',
    pattern: /^-L -c -t .* --stats$/,
    ours: (theirs) => ({ ...theirs, stderr: 'options conflicts in the list command\n' }),
  },
  { reason: MARKS, pattern: /^-L/, ours: stdout((text) => text.replace(/FWM {2}-1( {8}|)/, 'FWM  4294967295')) },
  { reason: MARKS, pattern: /^-S/, ours: stdout((text) => text.replace('-f -1 ', '-f 4294967295 ')) },
  { reason: FLAG_3, pattern: /^-Ln$/, ours: stdout((text) => text.replace('sh ()', 'sh (flag-3)')) },
  { reason: FLAG_3, pattern: /^-Sn$/, ours: stdout((text) => text.replace('-b \n', '-b flag-3\n')) },
  {
    reason: 'listings ascend',
    pattern: /^-[LS]n$/,
    ours: stdout((text) => {
      const lines = text.split('\n');
      if (!lines.some((line) => rank(line) === ASCENDING.length - 1)) return text;
      const sorted = lines.filter((line) => rank(line) >= 0).sort((a, b) => rank(a) - rank(b));
      return lines.map((line) => (rank(line) >= 0 ? (sorted.shift() ?? '') : line)).join('\n');
    }),
  },

  { reason: LINES, pattern: /^-R < (-A .*\n)\1/, ours: refusedOn(2) },
  { reason: LINES, pattern: /^-R < -[aD] .*\n-A/, ours: refusedOn(1) },
  { reason: LINES, pattern: /^-R < .*\n-D -t 10\.0\.0\.7:80/, ours: refusedOn(2, 4) },
  { reason: LINES, pattern: /^-R < .*\n.*-r 0\.0\.0\.0/, ours: refusedOn(2) },
  { reason: LINES, pattern: /^-R < (-Z|-Ln) -f 3\n/, ours: refusedOn(1) },
  { reason: LINES, pattern: /^-R < .*--st(art|op)-daemon/s, ours: daemonsRefused },
  { reason: CHECKED, pattern: /^-R < (-A -t 10\.0\.0\.1:65536|-A -t ")/, ours: wrongOn(1) },
  { reason: WORD, pattern: /^-R < foo/, ours: wrongOn(1, { stderr: 'foo is not a command' }) },
  { reason: WORD, pattern: /^-R < \ufeff/, ours: wrongOn(1, { stderr: '\ufeff-A is not a command' }) },
  { reason: CHECKED, pattern: /^-R < .*\n-A -t bad:host/, ours: wrongOn(2) },
  { reason: CHECKED, pattern: /^-R < .*\n-A -Q/, ours: wrongOn(2, { status: 255 }) },
  { reason: CHECKED, pattern: /^-R < .*(rr #|\r-A|\\\n$|-A\f|-6\n$)/, ours: wrongOn(1) },
  {
    reason: '-R says what is wrong with -R',
    pattern: /\n-R\n$/,
    ours: wrongOn(3, { status: 2, stderr: 'the rules cannot restore rules' }),
  },
  {
    reason: '-R refuses a NUL',
    pattern: /\0/,
    ours: wrongOn(1, { status: 2, stderr: 'NUL byte in the line' }),
  },
  {
    reason: NAME,
    pattern: /-s ipvsadm\n$/,
    ours: wrongOn(1, { stderr: '-A -t 10.0.0.1:80 -s ipvsadm: Scheduler or persistence engine not found' }),
  },
  { reason: NAME, pattern: /-A ipvsadm -t/, ours: wrongOn(1, { status: 2, stderr: 'unexpected argument ipvsadm' }) },
  { reason: '-R skips comments', pattern: /\n# comment/, ours: (theirs) => ({ ...theirs, status: 0, stderr: '' }) },
  {
    reason: '-R reads a last line with blanks behind it',
    pattern: /^-R < -C {2}$/,
    ours: state(without(/-f 5|FWM {2}5/)),
  },
];
