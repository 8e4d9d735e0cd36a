import {calicoPluginFiles, leaseFiles, pluginFiles, referencePlugins, resultFile} from '../../cni-files.js';
import {addressesOf} from '../../families.js';
import {onPodNetwork} from '../../kernel.js';
import {calicoKubeconfigFile} from '../calico-kubeconfig.js';

/** The file that containerd loads. */
export const conflistOf = ({network}, {name}) => ({
	name: '10-canal.conflist',
	mode: 0o600,
	config: {
		name: 'k8s-pod-network',
		cniVersion: '0.3.1',
		plugins: [
			{
				type: 'calico',
				log_level: 'info',
				datastore_type: 'kubernetes',
				nodename: name,
				mtu: network.podMtu,
				ipam: {
					type: 'host-local',
					ranges: [
						[{subnet: 'usePodCidr'}],
						...(network.ipv6 === undefined ? [] : [[{subnet: 'usePodCidrIPv6'}]]),
					],
				},
				policy: {type: 'k8s'},
				kubernetes: {kubeconfig: '/etc/cni/net.d/calico-kubeconfig'},
			},
			{type: 'portmap', snat: true, capabilities: {portMappings: true}},
			{type: 'bandwidth', capabilities: {bandwidth: true}},
		],
	},
});

/** Plugins, Calico's state and host-local's leases. */
export const filesOf = (cluster, node, certificates) => {
	const pods = onPodNetwork(node);
	return [
		calicoKubeconfigFile(certificates, 'kube-system:canal'),
		...pluginFiles(['calico', 'calico-ipam', ...referencePlugins]),
		...(cluster.containerRuntime === undefined ? [] : calicoPluginFiles({usePodCidr: node.podCidr})),
		...leaseFiles('k8s-pod-network', pods),
		...pods.map(pod =>
			resultFile('k8s-pod-network', pod, {
				cniVersion: '0.3.1',
				dns: {},
				interfaces: [
					{name: pod.hostInterface},
					{name: 'eth0', mac: pod.mac, sandbox: `/var/run/netns/${pod.namespaceName}`},
				],
				ips: addressesOf(pod).map(address =>
					address.includes(':')
						? {address: `${address}/128`, version: '6'}
						: {address: `${address}/32`, version: '4'},
				),
			}),
		),
		{path: '/var/lib/calico/nodename', content: node.name},
		{path: '/var/lib/calico/mtu', content: '1500'},
		{path: '/var/run/calico', directory: true},
		{path: '/var/log/calico/cni/cni.log', content: ''},
		{path: '/run/xtables.lock', content: '', mode: 0o600},
	];
};
