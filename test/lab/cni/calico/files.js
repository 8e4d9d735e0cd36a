import {pluginFiles, resultFile} from '../../cni-files.js';
import {onPodNetwork} from '../../kernel.js';
import {calicoKubeconfigFile} from '../calico-kubeconfig.js';

/** What the operator hands to install-cni; also in the ConfigMap cni-config. */
export const conflist = {
	name: 'k8s-pod-network',
	cniVersion: '0.3.1',
	plugins: [
		{
			type: 'calico',
			datastore_type: 'kubernetes',
			mtu: 0,
			nodename_file_optional: false,
			log_level: 'Info',
			log_file_path: '/var/log/calico/cni/cni.log',
			ipam: {type: 'calico-ipam', assign_ipv4: 'true', assign_ipv6: 'false'},
			container_settings: {allow_ip_forwarding: false},
			policy: {type: 'k8s'},
			kubernetes: {kubeconfig: '/etc/cni/net.d/calico-kubeconfig'},
			endpoint_status_dir: '/var/run/calico/endpoint-status',
		},
		{type: 'portmap', snat: true, capabilities: {portMappings: true}},
	],
};

/** The file that containerd loads. */
export const conflistOf = () => ({name: '10-calico.conflist', mode: 0o600, config: conflist});

/** Plugins of the upstream image, Calico's state. */
export const filesOf = ({network}, node, certificates) => [
	calicoKubeconfigFile(certificates, 'calico-system:calico-cni-plugin'),
	...pluginFiles(['calico', 'calico-ipam', 'flannel', 'host-local', 'loopback', 'portmap', 'tuning']),
	...onPodNetwork(node).map(pod =>
		resultFile('k8s-pod-network', pod, {
			cniVersion: '0.3.1',
			dns: {},
			interfaces: [{name: pod.hostInterface}],
			ips: [{address: `${pod.address}/32`, version: '4'}],
		}),
	),
	{path: '/var/lib/calico/nodename', content: node.name},
	{path: '/var/lib/calico/mtu', content: String(network.podMtu)},
	{path: '/var/run/calico', directory: true},
	{path: '/var/log/calico/cni/cni.log', content: ''},
	{path: '/run/xtables.lock', content: '', mode: 0o600},
];
