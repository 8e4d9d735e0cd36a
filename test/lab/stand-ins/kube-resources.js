import {readJson} from './stand-in.js';

const resource = (group, version, kind, plural, isNamespaced = true, file = plural) => ({
	group,
	version,
	kind,
	plural,
	isNamespaced,
	file,
});
const custom = () => readJson('/run/lab/api/stand-in.json').resources;

/** What every cluster has, and the file with the objects. */
export const standardResources = [
	resource('', 'v1', 'Node', 'nodes', false),
	resource('', 'v1', 'Namespace', 'namespaces', false),
	resource('', 'v1', 'Pod', 'pods'),
	resource('', 'v1', 'Service', 'services'),
	resource('', 'v1', 'Endpoints', 'endpoints'),
	resource('', 'v1', 'ConfigMap', 'configmaps'),
	resource('', 'v1', 'Event', 'events'),
	resource('apps', 'v1', 'DaemonSet', 'daemonsets'),
	resource('apps', 'v1', 'Deployment', 'deployments'),
	resource('batch', 'v1', 'Job', 'jobs'),
	resource('discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices'),
	resource('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies'),
	resource('helm.cattle.io', 'v1', 'HelmChart', 'helmcharts'),
	resource('helm.cattle.io', 'v1', 'HelmChartConfig', 'helmchartconfigs'),
	resource('k3s.cattle.io', 'v1', 'Addon', 'addons'),
];

/** Every resource that the stand-in knows. */
const allResources = () => [...standardResources, ...custom()];

/**
 * `/api/v1/…` or `/apis/GROUP/VERSION/…` → `{resource, namespace?, name?, exists}`; nothing when it is no path of a
 * resource. Who may not read a resource that is not there is refused before that is told.
 */
export const locate = path => {
	const match =
		/^\/api(?:s\/([^/]+))?\/([^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
			path,
		);
	if (match === null) {
		return undefined;
	}
	const [, group = '', version, namespace, main, name, part] = match;
	const found = allResources().find(
		candidate => candidate.group === group && candidate.version === version && candidate.plural === main,
	);
	const exists = found !== undefined && part === undefined && (namespace === undefined || found.isNamespaced);
	return {
		resource: exists ? found : {group, version, plural: part === undefined ? main : `${main}/${part}`},
		namespace,
		name,
		exists,
	};
};

/** The answers of `/apis` and `/api/v1`-like paths. */
export const discoveryOf = path => {
	if (path === '/api') {
		return {kind: 'APIVersions', versions: ['v1']};
	}
	if (path === '/apis') {
		const groups = [...new Set(allResources().map(({group, version}) => `${group}/${version}`))].filter(
			name => name !== '/v1',
		);
		return {
			kind: 'APIGroupList',
			apiVersion: 'v1',
			groups: groups.map(groupVersion => {
				const [name, version] = groupVersion.split('/');
				return {name, versions: [{groupVersion, version}], preferredVersion: {groupVersion, version}};
			}),
		};
	}
	const groupVersion = path.replace(/^\/apis?\//, '');
	const found = allResources().filter(
		({group, version}) => (group === '' ? version : `${group}/${version}`) === groupVersion,
	);
	return found.length === 0
		? undefined
		: {
				kind: 'APIResourceList',
				groupVersion,
				resources: found.map(({plural, kind, isNamespaced}) => ({
					name: plural,
					singularName: kind.toLowerCase(),
					namespaced: isNamespaced,
					kind,
					verbs: ['get', 'list', 'watch'],
				})),
			};
};
