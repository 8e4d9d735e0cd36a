import {daemonSetObject} from '../../api/controllers.js';
import {metadata} from '../../api/metadata.js';
import {hexOf} from '../../identifiers.js';
import {netConfOf} from '../flannel-vxlan.js';

export {calicoResources as resources} from '../calico-resources.js';

const configMap = cluster => ({
	metadata: metadata(cluster, 'rke2-canal-config', {namespace: 'kube-system'}),
	data: {
		canal_iface: '',
		canal_iface_regex: '',
		masquerade: 'true',
		'net-conf.json': netConfOf(cluster),
		typha_service_name: 'none',
		veth_mtu: String(cluster.network.podMtu),
	},
});

/** The pool is one that Canal's calico-node makes and no pod uses. */
export const apiObjects = cluster => ({
	configmaps: [configMap(cluster)],
	daemonsets: [daemonSetObject(cluster, 'rke2-canal', {'k8s-app': 'canal'})],
	ippools: [
		{
			metadata: metadata(cluster, 'default-ipv4-ippool'),
			spec: {
				allowedUses: ['Workload', 'Tunnel'],
				blockSize: 26,
				cidr: '192.168.0.0/16',
				ipipMode: 'Never',
				natOutgoing: true,
				nodeSelector: 'all()',
				vxlanMode: 'Never',
			},
		},
	],
	felixconfigurations: [
		{
			metadata: metadata(cluster, 'default'),
			spec: {floatingIPs: 'Disabled', logSeverityScreen: 'Info', reportingInterval: '0s'},
		},
	],
	clusterinformations: [
		{
			metadata: metadata(cluster, 'default'),
			spec: {
				calicoVersion: 'v3.32.1',
				clusterGUID: hexOf('guid', 32),
				clusterType: 'k8s,canal',
				datastoreReady: true,
			},
		},
	],
});
