import {
	isObject,
	type JsonObject,
	objectIfAt,
	objectOf,
	objectsAt,
	textAt,
	textRecordAt,
	textsAt,
} from './json-value.ts';
import {kubeObjectsIn} from './kube-node.ts';

/** What the rules of a NetworkPolicy of one direction say about ports: `undefined` is every port. */
export interface PolicyRule {
	readonly ports: readonly {readonly protocol: string; readonly port: string}[] | undefined;
}

export interface NetworkPolicy {
	readonly name: string;
	/** Absent: it selects by more than labels that must be equal. */
	readonly selector?: Readonly<Record<string, string>>;
	/** Absent: it does not concern that direction. */
	readonly ingress?: readonly PolicyRule[];
	readonly egress?: readonly PolicyRule[];
}

const portOf = (entry: JsonObject) => ({
	protocol: typeof entry.protocol === 'string' ? entry.protocol : 'TCP',
	// Without a number every port; a range counts as every one of them.
	port: entry.port === undefined || entry.endPort !== undefined ? '*' : String(entry.port),
});

const ruleOf = (rule: JsonObject): PolicyRule => {
	const ports = objectsAt(rule, 'ports');
	return {ports: ports.length === 0 ? undefined : ports.map(portOf)};
};

/** https://kubernetes.io/docs/concepts/services-networking/network-policies/: without policyTypes Ingress, and Egress where there are such rules. */
const policyOf = (object: JsonObject): NetworkPolicy => {
	const spec = objectIfAt(object, 'spec') ?? {};
	const selector = objectIfAt(spec, 'podSelector') ?? {};
	const told = textsAt(spec, 'policyTypes');
	const types = told.length > 0 ? told : ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])];
	const isByLabels = objectsAt(selector, 'matchExpressions').length === 0;
	return {
		name: textAt(objectOf(object.metadata, '"metadata"'), 'name'),
		...(isByLabels && {
			selector: isObject(selector.matchLabels) ? textRecordAt(selector, 'matchLabels') : {},
		}),
		...(types.includes('Ingress') && {ingress: objectsAt(spec, 'ingress').map(ruleOf)}),
		...(types.includes('Egress') && {egress: objectsAt(spec, 'egress').map(ruleOf)}),
	};
};

/** A list of NetworkPolicies of one namespace, as the API gives it. */
export const parseNetworkPolicies = (text: string): readonly NetworkPolicy[] =>
	kubeObjectsIn(text).map(policyOf);
