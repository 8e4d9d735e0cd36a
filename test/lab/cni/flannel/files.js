import {leaseFiles, pluginFiles, referencePlugins, resultFile} from '../../cni-files.js';
import {onPodNetwork} from '../../kernel.js';
import {tokenOf} from '../../service-accounts.js';
import {subnetEnvOf} from '../flannel-vxlan.js';

export const conflist = {
	name: 'cbr0',
	cniVersion: '0.3.1',
	plugins: [
		{type: 'flannel', delegate: {hairpinMode: true, isDefaultGateway: true}},
		{type: 'portmap', capabilities: {portMappings: true}},
		{type: 'bandwidth', capabilities: {bandwidth: true}},
	],
};

/** The file that containerd loads. */
export const conflistOf = () => ({name: '10-flannel.conflist', config: conflist});

/** What the flannel plugin hands to the bridge plugin, kept for the pod's end. */
const delegateFile = ({network}, {podCidr}, {sandboxId}) => ({
	path: `/var/lib/cni/flannel/${sandboxId}`,
	content: JSON.stringify({
		cniVersion: '0.3.1',
		hairpinMode: true,
		ipMasq: false,
		ipam: {ranges: [[{subnet: podCidr}]], routes: [{dst: network.pods}], type: 'host-local'},
		isDefaultGateway: true,
		isGateway: true,
		mtu: network.overlayMtu,
		name: 'cbr0',
		type: 'bridge',
	}),
	mode: 0o600,
});

const resultOf = ({network}, {bridgeAddress}, pod) => ({
	cniVersion: '0.3.1',
	dns: {},
	interfaces: [
		{name: 'cni0'},
		{name: pod.hostInterface},
		{name: 'eth0', mac: pod.mac, sandbox: `/var/run/netns/${pod.namespaceName}`},
	],
	ips: [{address: `${pod.address}/24`, gateway: bridgeAddress, interface: 2, version: '4'}],
	routes: [{dst: network.pods}, {dst: '0.0.0.0/0', gw: bridgeAddress}],
});

/** Where flanneld finds its ServiceAccount. */
export const accountDirectory = '/run/lab/flannel';

const accountFiles = certificates => [
	{path: `${accountDirectory}/token`, content: tokenOf(certificates, 'kube-system:flannel')},
	{path: `${accountDirectory}/ca.crt`, content: certificates['server-ca'].certificate},
];

/** Plugins, flannel's file on the node and host-local's leases. */
export const filesOf = (cluster, node, certificates) => {
	const pods = onPodNetwork(node);
	return [
		...pluginFiles(referencePlugins),
		...leaseFiles('cbr0', pods),
		...pods.flatMap(pod => [
			resultFile('cbr0', pod, resultOf(cluster, node, pod)),
			delegateFile(cluster, node, pod),
		]),
		...(cluster.containerRuntime === undefined
			? [{path: '/run/flannel/subnet.env', content: `${subnetEnvOf(cluster, node)}\n`}]
			: [{path: '/run/flannel', directory: true}, ...accountFiles(certificates)]),
		{path: '/run/xtables.lock', content: '', mode: 0o600},
	];
};
