/** `--exist`: what is done already is no error, and what is there instead is. */
import { beforeEach, expect, it } from 'vitest';
import { DONE, useCommandLine } from './session.ts';

const { run, table, load } = useCommandLine();
const BEFORE =
  '-A -t 10.9.9.9:80 -s sh -p 60 -b sh-port\n' +
  '-a -t 10.9.9.9:80 -r 192.168.9.9:80 -m -w 3 -x 9 -y 5\n' +
  '-a -t 10.9.9.9:80 -r 192.168.9.10:80 -i -w 1 --tun-type gre --tun-nocsum\n';
beforeEach(() => load(BEFORE));

const lines = BEFORE.trim().split('\n');
const differs = (line: string): string => `hint: what is there differs: ${line}\n`;

it.each<[line: string, stderr?: string, left?: string]>([
  // There already, however it is said.
  ...lines.map((line): [string] => [line]),
  ['-A -t 10.9.9.9:80 -s sh -b flag-2 -p 60 -M 255.255.255.255'],
  ['-a -t 10.9.9.9:80 -r 192.168.9.10 -i --tun-type gre'],
  // Not there yet.
  ['-A -f 1 -s rr', '', `${BEFORE}-A -f 1 -s rr\n`],
  ['-a -t 10.9.9.9:80 -r 192.168.9.11 -m', '', `${BEFORE}-a -t 10.9.9.9:80 -r 192.168.9.11:80 -m -w 1\n`],
  // Something else is there.
  ['-A -t 10.9.9.9:80 -s rr', `Service already exists\n${differs(lines[0] ?? '')}`],
  ['-A -t 10.9.9.9:80 -s sh -p 61 -b sh-port', `Service already exists\n${differs(lines[0] ?? '')}`],
  ['-a -t 10.9.9.9:80 -r 192.168.9.9 -m -w 3 -x 9', `Destination already exists\n${differs(lines[1] ?? '')}`],
  ['-a -t 10.9.9.9:80 -r 192.168.9.10 -i', `Destination already exists\n${differs(lines[2] ?? '')}`],
  // Other errors are what they were.
  ['-a -f 1 -r 192.168.9.9', 'Service not defined\nhint: add the virtual service first: ipvsadm -A -f 1\n'],
  [
    '-A -f 1 -s nosuch',
    'Scheduler or persistence engine not found\n' +
      'hint: the kernel has no module ip_vs_nosuch, or may not load it here: try modprobe\n',
  ],
  // What is to be deleted.
  ['-D -t 10.9.9.9:80', '', ''],
  ['-D -t 10.9.9.9:81'],
  ['-d -t 10.9.9.9:80 -r 192.168.9.9', '', `${lines[0]}\n${lines[2]}\n`],
  ['-d -t 10.9.9.9:80 -r 192.168.9.8'],
  ['-d -t 10.9.9.9:81 -r 192.168.9.9'],
])('%s --exist', async (line, stderr = '', left = BEFORE) => {
  const words = `${line} --exist`;
  expect(await run(words)).toEqual({ status: stderr === '' ? 0 : 255, stdout: '', stderr });
  expect(await table()).toBe(left);
  // The second time changes nothing more, and in rules it says the same.
  expect(await run(words)).toEqual({ status: stderr === '' ? 0 : 255, stdout: '', stderr });
  const [first = '', ...rest] = stderr.split('\n');
  expect(await run('-R', `${words}\n`)).toMatchObject({
    stderr: stderr === '' ? '' : [`line 1: ${words}: ${first}`, ...rest].join('\n'),
  });
  expect(await table()).toBe(left);
});

it('makes a script of rules repeatable', async () => {
  const script = `-D -f 1 --exist\n${lines.map((line) => `${line} --exist\n`).join('')}-A -f 2 -s rr --exist\n`;
  expect(await run('-R', script)).toEqual(DONE);
  expect(await run('-R', script)).toEqual(DONE);
  expect(await table()).toBe(`${BEFORE}-A -f 2 -s rr\n`);
});
