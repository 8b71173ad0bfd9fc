/** TypeScript to JavaScript for the pages, by what Node does to the tests themselves. */
import { stripTypeScriptTypes } from 'node:module';

/** Types become spaces: lines and columns stay. */
export const transform = (source: string): string => stripTypeScriptTypes(source);
