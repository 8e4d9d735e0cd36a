import type {DefineCheck} from './core/check.ts';
import type {ProbeValues} from './probes/index.generated.ts';

/** Returns its argument; exists so that evidence, placeholders and findings are typed. */
export const defineCheck: DefineCheck<ProbeValues> = check => check;

export type {Applicability, Guide, Message, Messages, Severity, Subject} from './core/check.ts';
export type {Environment, Fact, Signal} from './core/environment.ts';
export {Unavailable} from './core/evidence.ts';
export {defineProbe} from './core/probe.ts';
