import {daemonSetObject, deploymentObject} from '../../api/controllers.js';
import {metadata} from '../../api/metadata.js';

/** The ConfigMap of rke2-cilium 1.19.601 without values of the user, as far as it says something about the network. */
const configuration = {
	'agent-not-ready-taint-key': 'node.cilium.io/agent-not-ready',
	'auto-direct-node-routes': 'false',
	'bpf-lb-sock': 'false',
	'bpf-map-dynamic-size-ratio': '0.0025',
	'bpf-root': '/sys/fs/bpf',
	'cgroup-root': '/run/cilium/cgroupv2',
	'cluster-id': '0',
	'cluster-name': 'default',
	'cni-chaining-mode': 'portmap',
	'cni-exclusive': 'false',
	'cni-log-file': '/var/run/cilium/cilium-cni.log',
	'custom-cni-conf': 'false',
	'datapath-mode': 'veth',
	'enable-endpoint-health-checking': 'true',
	'enable-health-checking': 'true',
	'enable-host-legacy-routing': 'true',
	'enable-hubble': 'false',
	'enable-ipv4': 'true',
	'enable-ipv4-masquerade': 'true',
	'enable-ipv6': 'false',
	'enable-ipv6-masquerade': 'true',
	'enable-l7-proxy': 'true',
	'enable-policy': 'default',
	'enable-tcx': 'true',
	'external-envoy-proxy': 'false',
	ipam: 'kubernetes',
	'kube-proxy-replacement': 'false',
	'operator-api-serve-addr': '127.0.0.1:9234',
	procfs: '/host/proc',
	'routing-mode': 'tunnel',
	'set-cilium-is-up-condition': 'true',
	'tunnel-protocol': 'vxlan',
	'tunnel-source-port-range': '0-0',
	'write-cni-conf-when-ready': '/host/etc/cni/net.d/05-cilium.conflist',
};

export const apiObjects = cluster => ({
	configmaps: [
		{
			metadata: metadata(cluster, 'cilium-config', {namespace: 'kube-system'}),
			data: {...configuration, ...cluster.cni.configuration},
		},
	],
	daemonsets: [daemonSetObject(cluster, 'cilium', {'k8s-app': 'cilium'})],
	deployments: [deploymentObject(cluster, 'cilium-operator', 2)],
});
