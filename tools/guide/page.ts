/**
 * Reads a guide. A page of docs/guides is Markdown. In its `console` blocks a line `HOST# COMMAND` is typed on a host
 * of the page's network, and the lines below it are what it prints. `web1..3# COMMAND` is typed on web1, web2 and
 * web3. So the page is the script of its own test.
 */

/** A command on one host or several, and what it must print on each. */
export interface Step {
  /** Line number in the page, from 1. */
  readonly line: number;
  /** As in the prompt: `web1..3`. */
  readonly host: string;
  readonly hosts: readonly string[];
  /** As typed in a shell. It has several lines when a line ends with a backslash or begins a here-document. */
  readonly command: string;
  /** Lines that it prints, including errors. Without any, it has to succeed and print nothing. */
  readonly output: readonly string[];
}

export type Part =
  | { readonly type: 'text'; readonly text: string }
  /** Any other fenced block: a drawing, a file. */
  | { readonly type: 'verbatim'; readonly text: string }
  | { readonly type: 'steps'; readonly steps: readonly Step[] };

/** A heading and the text below it. */
export interface Section {
  readonly heading: string;
  readonly parts: readonly Part[];
}

export interface Page {
  /** The heading of the first section is the page's title. */
  readonly sections: readonly Section[];
}

const PROMPT = /^([a-z][a-z0-9-]*(?:\.\.\d+)?)# (.+)$/;
const RANGE = /^(.*\D)(\d+)\.\.(\d+)$/;
const HEADING = /^#{1,3} (.+)$/;

/** @throws Error with the line number: text before the title, a block that does not end, output before any command */
export function parsePage(markdown: string): Page {
  const lines = markdown.split('\n');
  const sections: { heading: string; parts: Part[] }[] = [];
  let at = 0;

  const add = (part: Part): void => {
    const section = sections.at(-1);
    if (section === undefined) throw new Error(`line ${at}: a page begins with its title`);
    section.parts.push(part);
  };
  const takeUntil = (isEnd: (line: string) => boolean): string[] => {
    const end = lines.findIndex((line, index) => index >= at && isEnd(line));
    const taken = lines.slice(at, end < 0 ? lines.length : end);
    at += taken.length;
    return taken;
  };

  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) {
      sections.push({ heading, parts: [] });
      at++;
    } else if (line.startsWith('```')) {
      const first = ++at;
      const block = takeUntil((text) => text === '```');
      if (at === lines.length) throw new Error(`line ${first}: the block does not end`);
      at++;
      if (line === '```console') add({ type: 'steps', steps: parseSteps(block, first + 1) });
      else add({ type: 'verbatim', text: block.join('\n') });
    } else if (line.trim() === '') {
      at++;
    } else {
      add({ type: 'text', text: takeUntil((text) => text.trim() === '' || text.startsWith('```')).join('\n') });
    }
  }
  return { sections };
}

/** @param firstLine number of the block's first line in the page */
function parseSteps(block: readonly string[], firstLine: number): Step[] {
  const steps: (Step & { readonly output: string[] })[] = [];
  for (let at = 0; at < block.length; at++) {
    const text = block[at] ?? '';
    const [, host, typed] = PROMPT.exec(text) ?? [];
    if (host !== undefined && typed !== undefined) {
      const rest = block.slice(at + 1, at + 1 + continuation(typed, block.slice(at + 1)));
      steps.push({
        line: firstLine + at,
        host,
        hosts: hostsOf(host),
        command: [typed, ...rest].join('\n'),
        output: [],
      });
      at += rest.length;
    } else {
      const step = steps.at(-1);
      if (step === undefined) throw new Error(`line ${firstLine + at}: output before any command`);
      step.output.push(text);
    }
  }
  return steps;
}

/** The hosts of a prompt: `web1..3` is web1, web2 and web3. */
function hostsOf(prompt: string): string[] {
  const [, stem, first, last] = RANGE.exec(prompt) ?? [];
  if (stem === undefined) return [prompt];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${stem}${Number(first) + index}`);
}

/** How many of the following lines belong to a command. */
function continuation(typed: string, following: readonly string[]): number {
  const terminator = /<<-?\s*['"]?(\w+)/.exec(typed)?.[1];
  if (terminator !== undefined) return following.indexOf(terminator) + 1;
  if (!typed.endsWith('\\')) return 0;
  return following.findIndex((line) => !line.endsWith('\\')) + 1;
}

/** Commands of a section, in order. */
export const stepsOf = ({ parts }: Section): Step[] =>
  parts.flatMap((part) => (part.type === 'steps' ? part.steps : []));

/** A mistake to put into a page: in the first command that contains `from`, replace it by `to`. */
export interface Mistake {
  readonly from: string;
  readonly to: string;
}

/** Whether a mistake applies to a command of a section. */
export const holds = (section: Section, { from }: Mistake): boolean =>
  stepsOf(section).some(({ command }) => command.includes(from));

/** @throws Error when no command contains `from`: the page has changed */
export function withMistake({ sections }: Page, { from, to }: Mistake): Page {
  let made = false;
  const spoil = (step: Step): Step => {
    if (made || !step.command.includes(from)) return step;
    made = true;
    return { ...step, command: step.command.replace(from, to) };
  };
  const spoilt = sections.map(({ heading, parts }) => ({
    heading,
    parts: parts.map((part): Part => (part.type === 'steps' ? { ...part, steps: part.steps.map(spoil) } : part)),
  }));
  if (!made) throw new Error(`no command of the page holds ${from}`);
  return { sections: spoilt };
}
