import {checks} from '../checks/index.generated.ts';
import type {Catalogue} from './core/diagnose.ts';
import {detector} from './detect/detector.ts';
import {guideLink} from './guides.ts';
import {probes} from './probes/index.generated.ts';
import {name, version} from './version.generated.ts';

/** Everything built in: what can be read, what can be wrong, and how to tell what kind of node this is. */
export const catalogue: Catalogue = {
	checks,
	probes,
	detector,
	links: guideLink,
	tool: {name, version, rules: version},
};
