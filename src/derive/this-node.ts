import type {Subject} from '../core/check.ts';
import type {Environment} from '../core/environment.ts';

/** As what a finding is about, or as what it affects: everything on this node. */
export const thisNode = ({nodeName}: Environment): Subject => ({
	kind: 'Node',
	name: nodeName.value ?? 'this node',
});
