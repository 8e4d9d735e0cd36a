import {join} from 'node:path';
import type {Role} from '../core/environment.ts';
import type {ApiPath} from './kubernetes-path.ts';

/** Identities that RKE2 keeps on a node, by what they are called there. */
export type Identity = 'admin' | 'kubelet' | 'kubeproxy' | 'rke2controller';

interface Rule {
	/** `group/resource`, the core group is empty. */
	readonly resource: string;
	readonly verbs: readonly ('get' | 'list')[];
	readonly identities: readonly [Identity, ...Identity[]];
	/** Only with this field selector. */
	readonly fieldSelector?: RegExp;
}

const both = ['get', 'list'] as const;

/**
 * What the identities of an agent may read, the best first.
 * https://github.com/rancher/rke2/blob/master/pkg/rke2/clusterrole_bootstrap.go and the node authorizer of Kubernetes
 */
const rules: readonly Rule[] = [
	{resource: '/nodes', verbs: ['list'], identities: ['kubeproxy', 'kubelet']},
	{resource: '/nodes', verbs: ['get'], identities: ['kubeproxy', 'rke2controller', 'kubelet']},
	{resource: '/services', verbs: ['list'], identities: ['kubeproxy', 'kubelet']},
	{resource: '/services', verbs: ['get'], identities: ['kubelet']},
	{resource: 'discovery.k8s.io/endpointslices', verbs: ['list'], identities: ['kubeproxy', 'rke2controller']},
	{resource: 'discovery.k8s.io/endpointslices', verbs: ['get'], identities: ['rke2controller']},
	{resource: '/endpoints', verbs: both, identities: ['rke2controller', 'kubeproxy']},
	{resource: '/pods', verbs: both, identities: ['rke2controller']},
	{resource: '/pods', verbs: ['list'], identities: ['kubelet'], fieldSelector: /(^|,)spec\.nodeName=/},
	{resource: '/configmaps', verbs: ['get'], identities: ['kubelet']},
	{resource: '/namespaces', verbs: ['list'], identities: ['rke2controller']},
	{resource: 'networking.k8s.io/networkpolicies', verbs: ['list'], identities: ['rke2controller']},
	{resource: 'helm.cattle.io/helmcharts', verbs: both, identities: ['rke2controller']},
	{resource: 'helm.cattle.io/helmchartconfigs', verbs: both, identities: ['rke2controller']},
];

const files: Readonly<Record<Identity, (dataDirectory: string) => readonly string[]>> = {
	admin: dataDirectory => [
		'/etc/rancher/rke2/rke2.yaml',
		join(dataDirectory, 'server/cred/admin.kubeconfig'),
	],
	kubelet: dataDirectory => [join(dataDirectory, 'agent/kubelet.kubeconfig')],
	kubeproxy: dataDirectory => [join(dataDirectory, 'agent/kubeproxy.kubeconfig')],
	rke2controller: dataDirectory => [join(dataDirectory, 'agent/rke2controller.kubeconfig')],
};

/** Kubeconfigs to try in order. A server that turned agent may keep a stale rke2.yaml: an agent never uses that. */
export const kubeconfigsFor = (
	path: ApiPath,
	role: Role | undefined,
	dataDirectory: string,
): readonly string[] => {
	const ofAgent = identitiesFor(path);
	const identities: readonly Identity[] = role === 'agent' ? ofAgent : ['admin', ...ofAgent];
	return identities.flatMap(identity => files[identity](dataDirectory));
};

const identitiesFor = (path: ApiPath): readonly Identity[] => {
	if (path.kind !== 'resource') {
		return ['kubelet', 'kubeproxy', 'rke2controller'];
	}
	const verb = path.name === undefined ? 'list' : 'get';
	const resource = `${path.group}/${path.resource}`;
	const selector = path.query.get('fieldSelector') ?? '';
	return rules
		.filter(
			rule =>
				rule.resource === resource &&
				rule.verbs.includes(verb) &&
				(rule.fieldSelector === undefined || rule.fieldSelector.test(selector)),
		)
		.flatMap(rule => rule.identities);
};
