import {fileURLToPath} from 'node:url';
import {fromNode, waitFor} from '../connectivity.js';
import {program} from '../daemons.js';
import {staticPodArgumentsOf} from '../static-pods.js';
import {dnsDaemon, installDns, isDnsReady} from './real-dns.js';
import {storedFoundation, storedObjects} from './stored.js';

export const realRelease = 'v1.35.8+rke2r1';

const version = 'k8s.io/component-base/version';

/** For `buildGoProgram`: kube-apiserver of exactly the release that the lab then shows. */
export const kubeApiserver = {
	name: 'kube-apiserver',
	importPath: 'k8s.io/kubernetes/cmd/kube-apiserver',
	linkerFlags: [
		`-X ${version}.gitVersion=${realRelease}`,
		...['gitMajor=1', 'gitMinor=35', 'gitTreeState=clean'].map(word => `-X ${version}.${word}`),
	],
};

const writer = fileURLToPath(new URL('../inside/etcd-write.js', import.meta.url));
const tls = '/var/lib/rancher/rke2/server/tls';
const binary = '/run/lab/bin/kube-apiserver';

const isAnswering = (node, path, client) => async () => {
	const url = `https://127.0.0.1:6443${path}`;
	const {tried} = await fromNode(node, {tried: {kind: 'api', url, client, status: 200}});
	return tried === true;
};

const etcd = program('etcd', [
	...['/usr/bin/etcd', '--data-dir', '/run/lab/etcd', '--listen-peer-urls', 'http://127.0.0.1:2380'],
	...['--listen-client-urls', 'http://127.0.0.1:2379', '--advertise-client-urls', 'http://127.0.0.1:2379'],
]);

/** etcd and kube-apiserver in place of their stand-ins, with RKE2's arguments for authentication and authorization. */
const daemons = (cluster, node) => [
	etcd,
	program(
		'kube-apiserver',
		[
			binary,
			...staticPodArgumentsOf(cluster, node, 'kube-apiserver'),
			`--advertise-address=${node.address}`,
			`--client-ca-file=${tls}/client-ca.crt`,
			'--enable-admission-plugins=NodeRestriction',
			'--endpoint-reconciler-type=lease',
			'--etcd-servers=http://127.0.0.1:2379',
			'--service-account-issuer=https://kubernetes.default.svc.cluster.local',
			`--service-account-key-file=${tls}/service.key`,
			`--service-account-signing-key-file=${tls}/service.key`,
			`--tls-cert-file=${tls}/serving-kube-apiserver.crt`,
			`--tls-private-key-file=${tls}/serving-kube-apiserver.key`,
		],
		undefined,
		{
			untilReady: running =>
				waitFor('kube-apiserver to be ready', isAnswering(running, '/readyz', 'client-kubelet')),
		},
	),
];

/** What the real programs need on their node before they start. */
const install = async (node, cluster, certificates, paths) => {
	await installDns(node, cluster, certificates, paths.coredns);
	if (node.description.role === 'server') {
		await installServer(node, paths.kubeApiserver);
	}
};

const installServer = (node, path) => node.write([{path: binary, link: path}]);

const write = (node, entries) =>
	node.run([process.execPath, writer], {input: JSON.stringify(entries), stripFinalNewline: false});

/** Puts the lab's objects into etcd as the API server stores them: only so do they keep their uid and their age. */
const fill = async ([server], cluster, objects) => {
	const put = Object.assign(
		storedFoundation(cluster),
		...Object.entries(objects).map(([file, items]) => storedObjects(cluster, file, items)),
	);
	await write(server, {put});
	await waitFor(
		'custom resources to be served',
		isAnswering(server, '/apis/helm.cattle.io/v1/helmcharts', 'client-rke2-controller'),
	);
	await waitFor(
		'the API server to say where it is reached',
		isAnswering(server, '/api/v1/namespaces/default/endpoints/kubernetes', 'client-rke2-controller'),
	);
};

/** Resolves when every CoreDNS answers from it. */
const settle = async (nodes, cluster) => {
	for (const node of nodes) {
		await waitFor('CoreDNS to answer', isDnsReady(node, cluster));
	}
};

/** After a change of the objects of one file. */
const update = (node, cluster, file, before, after) => {
	const [old, put] = [before, after].map(items => storedObjects(cluster, file, items));
	return write(node, {put, remove: Object.keys(old).filter(key => !(key in put))});
};

/** The real programs as the option `apiServer` of `describeCluster`; `paths` are those of `kubeApiserver` and `coredns`. */
export const realServer = paths => ({
	daemons,
	dnsDaemon,
	install: (node, cluster, certificates) => install(node, cluster, certificates, paths),
	fill,
	settle,
	update,
});
