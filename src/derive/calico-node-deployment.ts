import type {Step} from '../core/check.ts';

/** How the CNI that runs calico-node is deployed. */
export interface CalicoNodeDeployment {
	readonly explains: readonly string[];
	/** Shows what makes roles and pods, and why it might not. */
	readonly deployment: Step;
	/** Shows what makes the kinds of objects. */
	readonly kinds: Step;
	readonly links: readonly string[];
	/** How to move the health port of Felix, where the chart has a key for it. */
	readonly otherPort: string;
}

export const restartCalicoNode = {
	text: 'kubectl -n {namespace} delete pod -l {selector} --field-selector spec.nodeName={node}',
	changes: 'cluster',
} as const;
