import {fromLayers, mergedFromLayers} from '../cni.js';
import {uuidOf} from '../identifiers.js';
import {storedServiceAccount} from '../service-accounts.js';
import {standardResources} from '../stand-ins/kube-resources.js';
import {rke2Roles} from './rke2-roles.js';

// Where kube-apiserver keeps what is not simply called by its plural name:
// https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/rest/storage_core.go
const folders = {
	nodes: 'minions',
	services: 'services/specs',
	endpoints: 'services/endpoints',
};

const builtInGroups = ['', 'apps', 'batch', 'discovery.k8s.io', 'networking.k8s.io'];

const isCustom = ({group}) => !builtInGroups.includes(group);

const keyOf = (resource, {metadata: {namespace, name}}) =>
	[
		'/registry',
		...(isCustom(resource)
			? [resource.group, resource.plural]
			: [folders[resource.plural] ?? resource.plural]),
		...(namespace === undefined ? [] : [namespace]),
		name,
	].join('/');

const resourcesOf = cluster => [...standardResources, ...fromLayers(cluster, 'resources')];

/** A selector that nothing but the object's own pods match, and their template: the server's types have both. */
const withTemplate = object => {
	const labels = object.spec.selector?.matchLabels ?? {'app.kubernetes.io/name': object.metadata.name};
	return {
		...object,
		spec: {
			...object.spec,
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers: [{name: object.metadata.name, image: 'lab'}]}},
		},
	};
};

/** The node authorizer lets a kubelet read the ConfigMaps that its pods mount. */
const withVolumes = (pod, users) => {
	const volumes = Object.entries(users)
		.filter(([, start]) => pod.metadata.name.startsWith(start))
		.map(([name]) => ({name, configMap: {name}}));
	return {...pod, spec: {...pod.spec, volumes}};
};

const completed = (resource, object, users) => {
	switch (resource.plural) {
		case 'daemonsets':
		case 'deployments':
			return withTemplate(object);
		case 'pods':
			return withVolumes(object, users);
		default:
			return object;
	}
};

const stored = (resource, object, users) => {
	// The server's own: the revision in etcd.
	const {resourceVersion: _, ...metadata} = object.metadata;
	const {group, version, kind} = resource;
	return {
		kind,
		apiVersion: group === '' ? version : `${group}/${version}`,
		...completed(resource, object, users),
		metadata,
	};
};

/** ConfigMap → start of the names of the pods that use it. */
export const configMapUsersOf = cluster => ({
	'rke2-coredns-rke2-coredns': 'rke2-coredns-rke2-coredns-',
	...mergedFromLayers(cluster, 'configMapUsers'),
});

/** The API server itself keeps where it is reached, and would write over what the lab says of it seconds later. */
const isServersOwn = ({plural}, {metadata: {namespace, name}}) =>
	['endpoints', 'endpointslices'].includes(plural) && namespace === 'default' && name === 'kubernetes';

/** The objects of one file of the lab as the API server stores them: `{key: value}`. */
export const storedObjects = (cluster, file, objects) => {
	const users = configMapUsersOf(cluster);
	return Object.fromEntries(
		resourcesOf(cluster)
			.filter(resource => resource.file === file)
			.flatMap(resource =>
				objects
					.filter(object => !isServersOwn(resource, object))
					.map(object => [keyOf(resource, object), stored(resource, object, users)]),
			),
	);
};

/** A definition that takes any field: the lab's objects are what the CNI's own schemas would let through. */
const definitionOf = ({group, version, kind, plural, isNamespaced}) => ({
	kind: 'CustomResourceDefinition',
	apiVersion: 'apiextensions.k8s.io/v1',
	metadata: {
		name: `${plural}.${group}`,
		// The server tells resources apart by it.
		uid: uuidOf(`definition of ${plural}.${group}`),
		// Groups below k8s.io need an approval: https://github.com/kubernetes/enhancements/pull/1111
		annotations: {'api-approved.kubernetes.io': 'unapproved, as the CNI writes it'},
	},
	spec: {
		group,
		scope: isNamespaced ? 'Namespaced' : 'Cluster',
		names: {plural, kind, listKind: `${kind}List`, singular: kind.toLowerCase()},
		conversion: {strategy: 'None'},
		versions: [
			{
				name: version,
				served: true,
				storage: true,
				schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
			},
		],
	},
	status: {storedVersions: [version]},
});

/** What the API server has beside the lab's objects: definitions of custom resources, RKE2's roles, the CNIs' ServiceAccounts. */
export const storedFoundation = cluster => ({
	...Object.fromEntries(
		resourcesOf(cluster)
			.filter(isCustom)
			.map(definitionOf)
			.map(definition => [
				`/registry/apiextensions.k8s.io/customresourcedefinitions/${definition.metadata.name}`,
				definition,
			]),
	),
	...Object.fromEntries(
		rke2Roles.map(object => [
			`/registry/${object.kind === 'ClusterRole' ? 'clusterroles' : 'clusterrolebindings'}/${object.metadata.name}`,
			object,
		]),
	),
	...Object.assign({}, ...fromLayers(cluster, 'serviceAccounts').map(storedServiceAccount)),
});
