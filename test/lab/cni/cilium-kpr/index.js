import {metadata} from '../../api/metadata.js';
import {apiObjects} from '../cilium/api.js';
import cilium from '../cilium/index.js';
import {recordedWithoutHelpers} from '../cilium/recording.js';

const values = `kubeProxyReplacement: true
k8sServiceHost: "localhost"
k8sServicePort: "6443"
cni:
  chainingMode: none
bpf:
  masquerade: true
`;

/** kube-proxy's rules under names of the lab: those of kube-proxy itself would be a leftover here. */
const serviceRules = text => text.replaceAll('KUBE-', 'LAB-');

/** Rules that serve services where a real node has eBPF: not recorded. */
const withoutServiceRules = ({argv = []}, body) => {
	if (/^ip6?tables(-nft|-legacy)?-save$/.test(argv[0] ?? '')) {
		return body
			.split('\n')
			.filter(line => !line.includes('LAB-'))
			.join('\n');
	}
	if (argv[0] !== 'nft') {
		return undefined;
	}
	const {nftables} = JSON.parse(body);
	return JSON.stringify({nftables: nftables.filter(item => !JSON.stringify(item).includes('LAB-'))});
};

/** rke2-cilium in place of kube-proxy, as RKE2's own test of it sets it up. */
export default {
	...cilium,
	title: 'Cilium without kube-proxy',
	real: [...cilium.real, 'service addresses (made of rules, where a real node has eBPF)'],
	option: 'cilium',
	replacesKubeProxy: true,
	serviceRules,
	status: ({address}) => ({
		'cni-chaining': {mode: 'none'},
		'kube-proxy-replacement': {
			deviceList: [{ip: [address], name: 'eth0'}],
			devices: ['eth0'],
			directRoutingDevice: 'eth0',
			features: {
				externalIPs: {enabled: true},
				hostPort: {enabled: true},
				nodePort: {algorithm: 'Random', enabled: true, mode: 'SNAT', portMax: 32_767, portMin: 30_000},
				socketLB: {enabled: true},
			},
			mode: 'True',
		},
		masquerading: {
			enabled: true,
			enabledProtocols: {ipv4: true},
			mode: 'BPF',
			'snat-exclusion-cidr-v4': '10.42.0.0/16',
		},
		routing: {
			'inter-host-routing-mode': 'Tunnel',
			'intra-host-routing-mode': 'BPF',
			'tunnel-protocol': 'vxlan',
		},
	}),
	configuration: {
		'bpf-lb-sock': 'true',
		'cni-chaining-mode': 'none',
		'enable-bpf-masquerade': 'true',
		'enable-host-legacy-routing': 'false',
		'kube-proxy-replacement': 'true',
		'kube-proxy-replacement-healthz-bind-address': '',
	},
	objects: cluster => ({
		...apiObjects(cluster),
		helmchartconfigs: [
			{
				metadata: metadata(cluster, 'rke2-cilium', {namespace: 'kube-system'}),
				spec: {failurePolicy: 'retry', valuesContent: values},
			},
		],
	}),
	conflist: () => ({
		name: '05-cilium.conflist',
		mode: 0o600,
		config: {
			cniVersion: '0.3.1',
			name: 'cilium',
			plugins: [{type: 'cilium-cni', 'enable-debug': false, 'log-file': '/var/run/cilium/cilium-cni.log'}],
		},
	}),
	recorded: (request, body) => recordedWithoutHelpers(request, body) ?? withoutServiceRules(request, body),
};
