import {fromNode} from '../connectivity.js';
import {program} from '../daemons.js';
import {corefileOf} from './objects.js';

/** For `buildGoProgram`: CoreDNS of the version in RKE2's image, with the plugins of its Corefile. */
export const coredns = {name: 'coredns', importPath: '.'};

const directory = '/run/lab/coredns';

/** As a pod reaches the API: by the address of the service. */
const kubeconfig = server => `apiVersion: v1
kind: Config
clusters:
- name: local
  cluster: {server: "https://${server}:443", certificate-authority: ${directory}/server-ca.crt}
users:
- name: user
  user: {client-certificate: ${directory}/client-coredns.crt, client-key: ${directory}/client-coredns.key}
contexts:
- name: local
  context: {cluster: local, user: user}
current-context: local
`;

export const installDns = async (node, cluster, certificates, path) => {
	await node.write([
		{
			path: `${directory}/Corefile`,
			content: corefileOf(cluster, `        kubeconfig ${directory}/kubeconfig\n`),
		},
		{path: `${directory}/kubeconfig`, content: kubeconfig(cluster.services[0].address)},
		{path: `${directory}/server-ca.crt`, content: certificates['server-ca'].certificate},
		{path: `${directory}/client-coredns.crt`, content: certificates['client-coredns'].certificate},
		{path: `${directory}/client-coredns.key`, content: certificates['client-coredns'].key, mode: 0o600},
		{path: '/run/lab/bin/coredns', link: path},
	]);
};

/** CoreDNS in its pod's network namespace. */
export const dnsDaemon = ({namespaceName}) =>
	program('coredns', ['/run/lab/bin/coredns', '-conf', `${directory}/Corefile`], undefined, {
		networkNamespace: namespaceName,
	});

/** Whether a node's own CoreDNS, if it has one, answers from the API. */
export const isDnsReady = (node, cluster) => async () => {
	const pod = node.description.pods.find(({containers}) => containers[0].name === 'coredns');
	if (pod === undefined) {
		return true;
	}
	const name = `kubernetes.default.svc.${cluster.network.domain}`;
	const {tried} = await fromNode(node, {tried: {kind: 'dns', server: pod.address, name}});
	return tried === true;
};
