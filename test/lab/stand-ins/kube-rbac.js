import {readJson} from './stand-in.js';

// What the node's own identities may read by resource (`PLURAL.GROUP`), as RKE2's cluster roles and the node authorizer (1.32 and later) allow it.
const roles = {
	'system:kube-proxy': {
		nodes: ['get', 'list'],
		services: ['list'],
		endpoints: ['list'],
		'endpointslices.discovery.k8s.io': ['list'],
	},
	'system:rke2-controller': {
		nodes: ['get'],
		pods: ['get', 'list'],
		namespaces: ['list'],
		endpoints: ['get', 'list'],
		'endpointslices.discovery.k8s.io': ['get', 'list'],
		'networkpolicies.networking.k8s.io': ['list'],
		'helmcharts.helm.cattle.io': ['get', 'list'],
		'helmchartconfigs.helm.cattle.io': ['get', 'list'],
	},
};

/** ConfigMap → start of the names of the pods that use it. */
const configMapUsers = () => ({
	'rke2-coredns-rke2-coredns': 'rke2-coredns-rke2-coredns-',
	...readJson('/run/lab/api/stand-in.json').configMapUsers,
});

const unrelated = node => `: no relationship found between node '${node}' and this object`;

/** Why a kubelet may not do it; nothing when it may. */
const refuseNode = (node, {verb, resource, namespace, name, fields}, pods) => {
	const selected = fields['metadata.name'];
	const own = ({spec}) => spec.nodeName === node;
	switch (nameOf(resource)) {
		case 'nodes': {
			const wanted = name ?? selected;
			return wanted === node
				? undefined
				: `: node '${node}' cannot read ${wanted === undefined ? 'all nodes' : `'${wanted}'`}, only its own Node object`;
		}
		case 'pods': {
			const isOwn =
				verb === 'get'
					? pods.some(pod => own(pod) && pod.metadata.name === name)
					: fields['spec.nodeName'] === node;
			if (isOwn) {
				return undefined;
			}
			return verb === 'get'
				? unrelated(node)
				: ': can only list/watch pods with spec.nodeName field selector';
		}
		case 'services':
			return undefined;
		case 'endpoints':
			return verb === 'get' ? undefined : '';
		case 'configmaps': {
			if (verb !== 'get') {
				return namespace === undefined
					? ': can only read namespaced object of this type'
					: ': No Object name found';
			}
			const user = configMapUsers()[name];
			const isUsed = user !== undefined && pods.some(pod => own(pod) && pod.metadata.name.startsWith(user));
			return isUsed ? undefined : unrelated(node);
		}
		default:
			return '';
	}
};

const nameOf = ({plural, group}) => (group === '' ? plural : `${plural}.${group}`);

const refusal = (identity, request, pods) => {
	const {user, groups} = identity;
	if (groups.includes('system:masters')) {
		return undefined;
	}
	if (groups.includes('system:nodes')) {
		return refuseNode(user.replace('system:node:', ''), request, pods);
	}
	return roles[user]?.[nameOf(request.resource)]?.includes(request.verb) ? undefined : '';
};

/** The message of the 403 that the API server gives; nothing when the identity may. */
export const refusalOf = (identity, request, pods) => {
	const why = refusal(identity, request, pods);
	if (why === undefined) {
		return undefined;
	}
	const {verb, resource, namespace, fields} = request;
	const name = request.name ?? fields['metadata.name'];
	const [what] = nameOf(resource).split('/');
	const subject = name === undefined ? what : `${what} "${name}"`;
	// A Namespace counts as being in itself.
	const within = resource.plural === 'namespaces' ? name : namespace;
	const scope = within === undefined ? 'at the cluster scope' : `in the namespace "${within}"`;
	return `${subject} is forbidden: User "${identity.user}" cannot ${verb} resource "${resource.plural}" in API group "${resource.group}" ${scope}${why}`;
};
