import { z } from 'zod';

const payload = z.object({ payload: z.object({ protocol: z.string(), field: z.string() }) });
const meta = z.object({ meta: z.object({ key: z.string() }) });
const ct = z.object({ ct: z.object({ key: z.string() }) });
const comparison = z.object({ op: z.string(), left: z.unknown(), right: z.unknown() });

/** A statement in few words, for a reader who looks for it in the listing. */
export function statementText(statement: Readonly<Record<string, unknown>>): string {
  const [[name, content] = ['', undefined]] = Object.entries(statement);
  const parsed = name === 'match' ? comparison.safeParse(content) : undefined;
  if (!parsed?.success) return name === 'counter' ? '' : name;
  const { left, op, right } = parsed.data;
  const field = payload.safeParse(left).data?.payload;
  const subject =
    field === undefined
      ? (meta.safeParse(left).data?.meta.key ?? `ct ${ct.safeParse(left).data?.ct.key ?? '…'}`)
      : `${field.protocol} ${field.field}`;
  const value = typeof right === 'object' ? JSON.stringify(right) : String(right);
  return `${subject} ${op === '==' || op === 'in' ? '' : `${op} `}${value}`;
}
