// Written by `npm run gen`.
import type {AnyCheck} from '../src/core/check.ts';

/** Every built-in check, in catalogue order. */
export const checks: readonly AnyCheck[] = [
];
