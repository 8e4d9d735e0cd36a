import {fileURLToPath} from 'node:url';
import {fromLayers} from '../cni.js';
import {standardResources} from '../stand-ins/kube-resources.js';
import {configMapUsersOf} from './stored.js';

const inside = fileURLToPath(new URL('../inside/ask-api.js', import.meta.url));
const standIn = fileURLToPath(new URL('../stand-ins/kube-api.js', import.meta.url));
const standInPort = 7443;

const clients = ['client-admin', 'client-kubelet', 'client-kube-proxy', 'client-rke2-controller'];

const folderOf = ({group, version}) => (group === '' ? `/api/${version}` : `/apis/${group}/${version}`);

const listsOf = ({plural, isNamespaced, ...rest}) => [
	`${folderOf(rest)}/${plural}`,
	`${folderOf(rest)}/${plural}?limit=500`,
	...(isNamespaced ? [`${folderOf(rest)}/namespaces/kube-system/${plural}`] : []),
];

/** One that is there, and one that is not. */
const objectsOf = ({plural, isNamespaced, ...rest}, names) =>
	names.map(name => `${folderOf(rest)}/${isNamespaced ? 'namespaces/kube-system/' : ''}${plural}/${name}`);

const podOf = ({pods}) => pods.find(({namespace}) => namespace === 'kube-system').name;

const namesOf = (cluster, {plural}) => {
	const [server, agent] = cluster.nodes;
	switch (plural) {
		case 'nodes':
			return [server.name, agent.name, 'node-99'];
		case 'pods':
			return [podOf(server), podOf(agent), 'no-such-pod'];
		case 'configmaps':
			return [...Object.keys(configMapUsersOf(cluster)), 'no-such-map'];
		case 'services':
		case 'endpoints':
			return ['rke2-coredns-rke2-coredns', 'no-such-service'];
		default:
			return ['no-such-object'];
	}
};

const pathsOf = cluster => {
	const [server, agent] = cluster.nodes;
	const resources = [...standardResources, ...fromLayers(cluster, 'resources')];
	return [
		...['/healthz', '/livez', '/readyz', '/version', '/api', '/apis', '/api/v1', '/apis/helm.cattle.io/v1'],
		...resources.flatMap(resource => [
			...listsOf(resource),
			...objectsOf(resource, namesOf(cluster, resource)),
		]),
		...[server, agent].flatMap(({name}) => [
			`/api/v1/nodes?fieldSelector=metadata.name%3D${name}`,
			`/api/v1/pods?fieldSelector=spec.nodeName%3D${name}`,
			`/api/v1/pods?fieldSelector=spec.nodeName%3D${name}&limit=500&resourceVersion=0`,
		]),
		'/api/v1/namespaces/kube-system/services?labelSelector=k8s-app%3Dkube-dns',
		'/apis/discovery.k8s.io/v1/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dkubernetes',
		`/api/v1/namespaces/kube-system/pods/${podOf(agent)}/log`,
		'/apis/no.such.group/v1/things',
	];
};

/** What the real server makes itself, and events: its own, for a service address that the lab allocated, and those of a real Multus. */
const ofServerItself =
	/\/(?:extension-apiserver-authentication|kube-apiserver-legacy-service-account-token-tracking|[^/]+\.[0-9a-f]{16})$/;

const essenceOf = ({status, message, names}) =>
	JSON.stringify({status, message, names: names?.filter(name => !ofServerItself.test(name))});

/**
 * Asks the real API server of a lab's server and the stand-in beside it the same, as each identity of a node.
 * @returns `{questions, differences}`: how many, and a line for each answer that is not the same
 */
export const compareApiServers = async ({server, cluster}) => {
	const questions = clients
		.flatMap(client => pathsOf(cluster).map(path => ({client, path})))
		// Who may read a log gets one from the kubelet, which stands in.
		.filter(({client, path}) => client !== 'client-admin' || !path.endsWith('/log'));
	await server.shell(
		`${process.execPath} "$1" "$2" ${standInPort} </dev/null >/run/lab/log/stand-in 2>&1 & echo $! >/run/lab/stand-in.pid; sleep 1`,
		{arguments: [standIn, cluster.versions.kubernetes]},
	);
	const input = JSON.stringify({ports: [6443, standInPort], questions});
	const {stdout} = await server.run([process.execPath, inside], {input});
	await server.shell('kill "$(cat /run/lab/stand-in.pid)"');
	const differences = JSON.parse(stdout).flatMap(([real, other], index) => {
		const {client, path} = questions[index];
		const [expected, got] = [essenceOf(real), essenceOf(other)];
		return expected === got ? [] : [`${client} ${path}: expected ${expected}, got ${got}`];
	});
	return {questions: questions.length, differences};
};
