import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** An item of the API model: a name, its docstring where it can have one, and what it holds. */
interface Item {
  readonly kind: string;
  readonly name?: string | undefined;
  readonly docComment?: string | undefined;
  readonly members?: readonly Item[] | undefined;
}

const item: z.ZodType<Item> = z.lazy(() =>
  z.object({
    kind: z.string(),
    name: z.string().optional(),
    docComment: z.string().optional(),
    members: z.array(item).optional(),
  }),
);

/** The names in a file of the API model (`Service.key`) that have no docstring. */
export function undocumented(modelFile: string): string[] {
  const model = item.parse(JSON.parse(readFileSync(modelFile, 'utf8')));
  const entryPoints = model.members ?? [];
  return entryPoints.flatMap(({ members = [] }) => members).flatMap((one) => undocumentedIn(one, ''));
}

function undocumentedIn({ kind, name = kind, docComment, members = [] }: Item, prefix: string): string[] {
  const path = `${prefix}${name}`;
  // The name of an error is its class's.
  const isSilent = docComment === '' && !(kind === 'Property' && name === 'name');
  return [...(isSilent ? [path] : []), ...members.flatMap((member) => undocumentedIn(member, `${path}.`))];
}
