import type { IBuffer, IBufferCell } from '@xterm/headless';

/** Points that a character takes, and the space around the screen. */
const CELL = { width: 8.4, height: 18 } as const;
const MARGIN = 12;
const BASELINE = 13;

const FOREGROUND = '#d4d4d4';
const BACKGROUND = '#1b1d23';

/** Colours of the terminal's palette that our programs use: red, green and yellow. */
const PALETTE: Readonly<Record<number, string>> = { 1: '#f48771', 2: '#89d185', 3: '#e5c07b' };

/** Characters of one look, side by side. */
interface Run {
  readonly column: number;
  readonly look: string;
  readonly inverse: boolean;
  text: string;
}

/**
 * Draws what a terminal shows.
 *
 * @param prompt what was typed: a line above it, and the picture's title
 * @param rows how many of the terminal's rows, from the first
 */
export function svgOf(buffer: IBuffer, prompt: string, columns: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_, row) => runsIn(buffer, row, columns));
  const [width, height] = [columns * CELL.width + 2 * MARGIN, (rows + 1) * CELL.height + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width)}" height="${height}" font-size="14" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">`,
    `<title>${escapeXml(prompt)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${BACKGROUND}"/>`,
    drawText({ column: 0, look: 'font-weight="bold"', inverse: false, text: prompt }, 0),
    ...lines.flatMap((runs, row) => runs.flatMap((run) => draw(run, row + 1))),
    '</svg>\n',
  ].join('\n');
}

function runsIn(buffer: IBuffer, row: number, columns: number): Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < columns; column++) {
    const cell = buffer.getLine(row)?.getCell(column);
    if (cell === undefined) continue;
    const [look, inverse] = [lookOf(cell), cell.isInverse() !== 0];
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    if (last !== undefined && last.look === look && last.inverse === inverse) last.text += text;
    else runs.push({ column, look, inverse, text });
  }
  return runs.filter(({ text, inverse }) => inverse || text.trim() !== '');
}

function lookOf(cell: IBufferCell): string {
  const colour = cell.isFgPalette() ? PALETTE[cell.getFgColor()] : undefined;
  return [
    cell.isBold() ? 'font-weight="bold"' : '',
    cell.isDim() ? 'opacity="0.6"' : '',
    colour === undefined ? '' : `fill="${colour}"`,
  ]
    .filter((one) => one !== '')
    .join(' ');
}

function draw(run: Run, row: number): string[] {
  if (!run.inverse) return [drawText(run, row)];
  const [x, y] = [run.column * CELL.width + MARGIN, row * CELL.height + MARGIN];
  const width = Array.from(run.text).length * CELL.width;
  const bar = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${CELL.height}" fill="${FOREGROUND}"/>`;
  return run.text.trim() === '' ? [bar] : [bar, drawText(run, row)];
}

/** Blanks at both ends are left out, and the rest is made as wide as in a terminal, whatever font there is. */
function drawText({ column, look, inverse, text }: Run, row: number): string {
  const shown = text.trim();
  const start = column + Array.from(text).length - Array.from(text.trimStart()).length;
  const x = (start * CELL.width + MARGIN).toFixed(1);
  const width = (Array.from(shown).length * CELL.width).toFixed(1);
  const fill = look.includes('fill=') ? '' : ` fill="${inverse ? BACKGROUND : FOREGROUND}"`;
  const y = row * CELL.height + MARGIN + BASELINE;
  return `<text x="${x}" y="${y}" textLength="${width}"${fill}${look && ` ${look}`} xml:space="preserve">${escapeXml(shown)}</text>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const escapeXml = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
