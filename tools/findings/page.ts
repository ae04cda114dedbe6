import type { Check } from '../../src/diagnose/check.ts';

/** Columns of a page. */
const WIDTH = 120;

const HINT = 'This page is made from the table of checks: `npm run findings`.';

/**
 * The page of a check, as Markdown.
 *
 * @param example a finding of it, as the report shows it
 */
export function pageOf(
  { code, name, severity, title, meaning, reason, remedy, ignore }: Check,
  example: string,
): string {
  const paragraphs = [
    `# ${code}: ${title}`,
    `\`${name}\`, ${severity}. ${HINT}`,
    meaning,
    `\`\`\`\n${example.trimEnd()}\n\`\`\``,
    '## Why the kernel does that',
    reason,
    '## How to mend it',
    remedy,
    '## When to ignore it',
    `${ignore} Then \`--ignore ${code}\` leaves it out, and \`--ignore ${code}=OBJECT\` that of one object.`,
  ];
  return `${paragraphs.map(wrap).join('\n\n')}\n`;
}

/** The page that lists all pages. */
export function indexOf(checks: readonly Check[]): string {
  const rows = checks.map(({ code, severity, title }) => `| [${code}](${code}.md) | ${severity} | ${title} |`);
  const paragraphs = [
    '# What `ipvsadm --diagnose` finds',
    'A finding has a code that is never used for another one. Its page says what it means, why the kernel does that, how ' +
      `to mend it and when to ignore it. ${HINT}`,
    ['| code | severity | what is wrong |', '| --- | --- | --- |', ...rows].join('\n'),
  ];
  return `${paragraphs.map(wrap).join('\n\n')}\n`;
}

/** The list in the manual page, in troff. */
export const manualOf = (checks: readonly Check[]): string =>
  checks.map(({ code, title }) => `.TP 8\n.B ${code}\n${title.replaceAll('-', '\\-')}.\n`).join('');

/** Breaks a paragraph into lines. Headings, tables and blocks stay as they are. */
function wrap(paragraph: string): string {
  if (/^[#|`]/.test(paragraph) && !/^`\w/.test(paragraph)) return paragraph;
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
