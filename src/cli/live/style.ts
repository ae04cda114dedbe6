/** How a text stands out. */
export type Style = 'plain' | 'bold' | 'dim' | 'alarm' | 'warning' | 'good';

/** A part of a line in one style. */
export interface Segment {
  readonly text: string;
  readonly style?: Style;
}

interface Rendition {
  /** Parameters of the terminal's SGR sequence (ECMA-48): 1 bold, 2 faint, 31 red, 32 green, 33 yellow. */
  readonly code: string;
  /** The same without a colour; absent where that is the same. */
  readonly colourless?: string;
}

const RENDITIONS: Readonly<Record<Style, Rendition>> = {
  plain: { code: '' },
  bold: { code: '1' },
  dim: { code: '2' },
  alarm: { code: '1;31', colourless: '1' },
  warning: { code: '33', colourless: '1' },
  good: { code: '32', colourless: '1' },
};

const INVERSE = '7';

export interface LineOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** Shown in inverse, over all of the width. */
  readonly inverse?: boolean;
}

/** Makes the text of a terminal's line: cut to its width, with the sequences for its styles. */
export function styledLine(segments: readonly Segment[], { columns, colour, inverse = false }: LineOptions): string {
  let text = '';
  let left = columns;
  for (const { text: whole, style = 'plain' } of [...segments, { text: inverse ? ' '.repeat(columns) : '' }]) {
    const part = Array.from(whole).slice(0, left).join('');
    left -= Array.from(part).length;
    const { code, colourless } = RENDITIONS[style];
    const codes = [inverse ? INVERSE : '', colour ? code : (colourless ?? code)].filter((one) => one !== '');
    text += codes.length === 0 || part === '' ? part : `\x1b[${codes.join(';')}m${part}\x1b[m`;
  }
  return text;
}

/** The same for a file or a pipe. */
export const plainLine = (segments: readonly Segment[]): string =>
  segments
    .map(({ text }) => text)
    .join('')
    .trimEnd();
