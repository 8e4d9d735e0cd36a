// https://github.com/rancher/rke2/blob/master/pkg/rke2/clusterrole_bootstrap.go
const rule = (verbs, group, resources) => ({apiGroups: [group], resources, verbs});

const rulesOf = {
	'system:kube-proxy': [rule(['get', 'list'], '', ['nodes'])],
	'system:rke2-controller': [
		rule(['get'], '', ['nodes']),
		rule(['list', 'watch'], '', ['namespaces']),
		rule(['list', 'watch'], 'networking.k8s.io', ['networkpolicies']),
		rule(['list', 'watch', 'get'], '', ['endpoints', 'pods']),
		rule(['list', 'watch', 'get'], 'discovery.k8s.io', ['endpointslices']),
		rule(['list', 'get'], '', ['secrets']),
		rule(['list', 'get'], 'helm.cattle.io', ['helmcharts', 'helmchartconfigs']),
	],
	// Of the chart rke2-coredns, for its ServiceAccount.
	'system:coredns': [
		rule(['list', 'watch'], '', ['endpoints', 'services', 'pods', 'namespaces']),
		rule(['list', 'watch'], 'discovery.k8s.io', ['endpointslices']),
	],
};

const group = 'rbac.authorization.k8s.io';

const withMetadata = (kind, name, rest) => ({
	kind,
	apiVersion: `${group}/v1`,
	metadata: {name, labels: {'rke2.io/bootstrapping': 'rbac-defaults'}},
	...rest,
});

/** What RKE2 adds to the API server's own roles for the identities on a node, and for its CoreDNS. */
export const rke2Roles = Object.entries(rulesOf).flatMap(([name, rules]) => [
	withMetadata('ClusterRole', name, {rules}),
	withMetadata('ClusterRoleBinding', name, {
		roleRef: {apiGroup: group, kind: 'ClusterRole', name},
		subjects: [{apiGroup: group, kind: 'User', name}],
	}),
]);
