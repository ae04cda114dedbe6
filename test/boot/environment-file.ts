/**
 * The variables that systemd takes from the text of an EnvironmentFile, by the rules of systemd.exec(5). They are not a
 * shell's: nothing is expanded, `export` is unknown, and what stands behind a value belongs to it.
 *
 * @throws Error for escapes and for values of several lines, which no file of ours has
 */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split(/[\n\r]+/)) {
    const [, name, value] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables[name] = parseValue(value.trim());
  }
  return variables;
}

/** Quoted parts, one behind the other, and then the rest as it is. */
function parseValue(text: string): string {
  const quoted = /^(["'])(.*?)\1\s*/.exec(text);
  if (quoted !== null) return `${quoted[2]}${parseValue(text.slice(quoted[0].length))}`;
  if (/^["']|\\/.test(text)) throw new Error(`more than a plain value: ${text}`);
  return text;
}
