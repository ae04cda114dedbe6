/** A text on a terminal that the next one replaces. */
export class Progress {
  #rows = 0;

  /**
   * What to write to the terminal so that a text takes the place of the one before. An empty text leaves nothing.
   *
   * @param columns width of the terminal: a wider text has taken several rows
   */
  replaceBy(text: string, columns: number): string {
    if (text === '' && this.#rows === 0) return '';
    const toFirstRow = this.#rows > 1 ? `\r\x1b[${this.#rows - 1}A` : '\r';
    this.#rows = Math.ceil(text.length / columns);
    return `${toFirstRow}\x1b[J${text}`;
  }
}
