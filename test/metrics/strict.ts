/** A strict parser of both formats of metrics. It throws where a text breaks a rule of the format. */

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly unit: string | undefined;
  readonly help: string;
  /** By the labels as text, in the order of the text. The value is as it is written. */
  readonly samples: ReadonlyMap<string, Sample>;
}

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|info)$`);
const UNIT = new RegExp(`^# UNIT (${NAME}) (\\w+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL.source}(?:,${LABEL.source})*)\\})? (\\d+(?:\\.\\d+)?)$`);
const UNESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** What the sample's name has after the family's in OpenMetrics. */
const SUFFIXES: Readonly<Record<string, string>> = { counter: '_total', info: '_info', gauge: '' };

/** OpenMetrics 1.0: the last line is `# EOF`, and a family's name lacks the suffix of its type. */
export function parseOpenMetrics(text: string): Map<string, Family> {
  const families = parse(requireEnd(text), SUFFIXES);
  for (const { name, unit, type } of families.values()) {
    if (unit !== undefined && !name.endsWith(`_${unit}`)) throw new Error(`${name} does not end with its unit ${unit}`);
    if (unit !== undefined && type === 'info') throw new Error(`${name} is an info and has a unit`);
    for (const suffix of Object.values(SUFFIXES)) {
      if (suffix !== '' && families.has(name + suffix)) throw new Error(`${name} and ${name}${suffix} clash`);
      if (suffix !== '' && name.endsWith(suffix)) throw new Error(`${name} has a suffix of a type`);
    }
  }
  return families;
}

function requireEnd(text: string): string {
  if (!text.endsWith('# EOF\n')) throw new Error('no # EOF at the end');
  return text.slice(0, -'# EOF\n'.length);
}

/** Prometheus 0.0.4, which has neither units nor infos. */
export function parsePrometheus(text: string): Map<string, Family> {
  const families = parse(text, {});
  for (const { name, type, unit } of families.values()) {
    if (unit !== undefined) throw new Error(`${name} has a unit`);
    if (type === 'info') throw new Error(`${name} is an info`);
    if ((type === 'counter') !== name.endsWith('_total')) throw new Error(`${name} is a ${type}`);
  }
  return families;
}

function parse(text: string, suffixes: Readonly<Record<string, string>>): Map<string, Family> {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  const lines = text.split('\n').slice(0, -1);
  for (let at = 0; at < lines.length; ) {
    const [, name = '', help = ''] = HELP.exec(lines[at++] ?? '') ?? fail(lines[at - 1]);
    const [, typed, type = ''] = TYPE.exec(lines[at++] ?? '') ?? fail(lines[at - 1]);
    const [, measured = name, unit] = UNIT.exec(lines[at] ?? '') ?? [];
    if (unit !== undefined) at += 1;
    if (typed !== name || measured !== name) throw new Error(`metadata of ${typed} in that of ${name}`);
    if (families.has(name)) throw new Error(`${name} is there twice`);
    const samples = new Map<string, Sample>();
    for (; at < lines.length && !lines[at]?.startsWith('#'); at++) {
      const sample = parseSample(lines[at] ?? '');
      if (sample.name !== name + (suffixes[type] ?? '')) throw new Error(`${sample.name} is a sample of ${name}`);
      const id = JSON.stringify(Object.entries(sample.labels).sort());
      if (samples.has(id)) throw new Error(`the same labels twice: ${lines[at]}`);
      if (type === 'info' && sample.value !== '1') throw new Error(`an info is not 1: ${lines[at]}`);
      samples.set(id, sample);
    }
    if (samples.size === 0) throw new Error(`${name} has no samples`);
    families.set(name, { name, type, unit, help, samples });
  }
  return families;
}

function parseSample(line: string): Sample {
  const [, name = '', text = ''] = SAMPLE.exec(line) ?? fail(line);
  const labels: Record<string, string> = {};
  for (const [, label = '', value = ''] of text.matchAll(new RegExp(LABEL, 'g'))) {
    if (label in labels) throw new Error(`the label ${label} twice: ${line}`);
    labels[label] = value.replace(/\\[\\"n]/g, (escaped) => UNESCAPED[escaped] ?? escaped);
  }
  return { name, labels, value: line.slice(line.lastIndexOf(' ') + 1) };
}

function fail(line: string | undefined): never {
  throw new Error(`not a line of metrics in its place: ${line}`);
}

/** The values of a family by its labels, which are written `name=value`. */
export const valuesOf = (families: ReadonlyMap<string, Family>, name: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(families.get(name)?.samples.values() ?? [], ({ labels, value }) => [
      Object.entries(labels)
        .map(([label, text]) => `${label}=${text}`)
        .join(' '),
      value,
    ]),
  );
