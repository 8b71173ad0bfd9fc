/** As much of JSON Schema (draft 7) as speedscope's schema uses; an unknown keyword is an error, so nothing passes unread. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

const IGNORED = new Set(['$schema', 'title', 'description', 'definitions', 'default']);

/** Paths of what does not fit. */
export function schemaErrors(value: unknown, schema: Schema, root: Schema = schema, path = '$'): string[] {
  const errors: string[] = [];
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  for (const [keyword, rule] of Object.entries(schema)) {
    if (IGNORED.has(keyword)) continue;
    switch (keyword) {
      case '$ref': {
        const name = String(rule).replace('#/definitions/', '');
        const definition = (root.definitions as Record<string, Schema>)[name];
        errors.push(...(definition ? schemaErrors(value, definition, root, path) : [`${path}: no definition ${name}`]));
        break;
      }
      case 'type':
        if (typeOf(value) !== rule) errors.push(`${path}: ${typeOf(value)}, expected ${rule}`);
        break;
      case 'const':
        if (value !== rule) errors.push(`${path}: expected ${rule}`);
        break;
      case 'enum':
        if (!(rule as unknown[]).includes(value)) errors.push(`${path}: not one of ${rule}`);
        break;
      case 'anyOf':
        if (!(rule as Schema[]).some((option) => schemaErrors(value, option, root, path).length === 0)) {
          errors.push(`${path}: fits no option`);
        }
        break;
      case 'required':
        for (const name of rule as string[]) if (!object || !(name in object)) errors.push(`${path}: no ${name}`);
        break;
      case 'properties':
        for (const [name, property] of Object.entries(rule as Record<string, Schema>)) {
          if (object && name in object) {
            errors.push(...schemaErrors((object as Schema)[name], property, root, `${path}.${name}`));
          }
        }
        break;
      case 'items':
        if (!Array.isArray(value)) break;
        for (const [i, item] of value.entries())
          errors.push(...schemaErrors(item, rule as Schema, root, `${path}[${i}]`));
        break;
      default:
        errors.push(`${path}: keyword ${keyword} is not known to this checker`);
    }
  }
  return errors;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
