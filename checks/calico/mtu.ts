import {calicoMtuOf, defineCheck, linkLine, thisNode, untunnelledPods, valueAt} from 'rke2-netdoctor';

export default defineCheck({
	id: 'calico/mtu',
	title: 'The MTU of pods and tunnel leaves room for the header of the tunnel',
	rationale:
		'VXLAN adds 50 bytes to each packet. Without installation.calicoNetwork.mtu Calico takes them off the MTU of the smallest interface; with it the value is taken as it is, for tunnel and pods alike. With one that is too large small packets pass and large ones are lost: connections open and then hang.',
	when: {cni: ['calico'], backend: ['vxlan', 'bgp']},
	needs: {
		links: 'ip.link',
		files: 'cni.configuration',
		calico: 'calico.files',
		helm: 'kubernetes.helm',
		routes: 'ip.route',
	},
	wants: {pathMtu: 'peer.path-mtu'},
	messages: {
		setting: {
			severity: 'critical',
			text: 'installation.calicoNetwork.mtu is {mtu}, but {lower} carries {carries} and VXLAN adds {overhead}: packets of pods that are larger than {limit} bytes do not reach other nodes',
			guide: {
				steps: [
					{text: 'ip link show {lower}, on every node: the smallest MTU counts'},
					{
						text: 'Set installation.calicoNetwork.mtu: {limit} in the HelmChartConfig rke2-calico, or remove it, so that Calico works it out',
						changes: 'cluster',
					},
					{text: 'Restart the pods node by node: those that run keep the old MTU', changes: 'cluster'},
				],
				links: ['calico/mtu', 'rke2/calico', 'rke2/chart-calico'],
			},
		},
		tunnel: {
			severity: 'warning',
			text: '{device} has MTU {mtu}, but {lower} carries {carries} and VXLAN adds {overhead}: packets larger than {limit} bytes are fragmented or lost',
			guide: {
				steps: [
					{text: 'ip -d link show {device}; ip link show {lower}'},
					{
						text: 'If {lower} may carry more, set its MTU in the network configuration of the system',
						changes: 'node',
					},
					{
						text: 'If it may not: set installation.calicoNetwork.mtu: {limit} in the HelmChartConfig rke2-calico and restart the pods',
						changes: 'cluster',
					},
				],
				links: ['calico/mtu', 'rke2/calico'],
			},
			explains: ['overlay/peer-unreachable#stalls'],
		},
		pods: {
			severity: 'warning',
			text: 'New pods get MTU {mtu} from {file}, but {device} carries {carries}: large packets to other nodes are lost',
			guide: {
				steps: [
					{text: 'cat /var/lib/calico/mtu; ip link show {device}'},
					{
						text: 'Remove installation.calicoNetwork.mtu from the HelmChartConfig rke2-calico, or set it to {carries}, and restart the pods',
						changes: 'cluster',
					},
				],
				links: ['calico/mtu', 'rke2/calico'],
			},
		},
		runningPods: {
			severity: 'warning',
			text: '{because}, but {link} carries {carries}: these pods lose large packets to other nodes',
			guide: {
				steps: [
					{text: 'ip link show type veth'},
					{text: 'Restart the pods of this node that were started with the old MTU', changes: 'cluster'},
				],
				links: ['calico/mtu', 'rancher/networking'],
			},
		},
		uplink: {
			severity: 'warning',
			text: 'Pods here have MTU {mtu} ({pod}), but {device}, by which they reach those of other nodes, carries {carries}: larger packets are refused, and where ICMP is filtered they are lost without a word',
			guide: {
				steps: [
					{text: 'ip link show {device}, on every node'},
					{
						text: 'If {device} may carry more: ip link set {device} mtu {mtu}, and set it in the network configuration of the system',
						changes: 'node',
					},
					{
						text: 'If it may not: restart the pods of this node, which get the MTU that Calico works out, or that of installation.calicoNetwork.mtu',
						changes: 'cluster',
					},
				],
				links: ['calico/mtu', 'rke2/calico'],
			},
		},
	},
	*run({links, files, calico, helm, routes, pathMtu = []}, {finding, environment}) {
		if (environment.backend.value === 'bgp') {
			for (const {uplink, pods} of untunnelledPods(links, routes)) {
				const [pod] = pods;
				const others = pods.length === 1 ? '' : ` and ${pods.length - 1} more`;
				yield finding(
					'uplink',
					{mtu: pod.mtu, pod: `${pod.name}${others}`, device: uplink.name, carries: uplink.mtu},
					{kind: 'Interface', name: uplink.name},
					{evidence: [{from: 'links', excerpt: [uplink, pod].map(linkLine).join('\n')}]},
				);
			}
			return;
		}
		const found = calicoMtuOf({links, files, written: calico.mtu, tunnel: environment.overlayDevice.value});
		if (found === undefined) {
			return;
		}
		const {tunnel, lower, overhead, podMtu, shortfalls} = found;
		// With CrossSubnet, and all nodes on one network, nothing goes into the tunnel.
		if (!routes.some(({dev, gateway}) => dev === tunnel.name && gateway !== undefined)) {
			return;
		}
		const subject = {kind: 'Interface', name: tunnel.name} as const;
		const affects = [thisNode(environment)];
		const config = helm.configs.find(({name}) => name === 'rke2-calico');
		const values = config?.values?.ok === true ? config.values.value : (config?.structuredValues ?? {});
		const told = valueAt(values, 'installation.calicoNetwork.mtu');
		const pings = pathMtu.map(({address, size, answer}) => ({
			from: 'pathMtu' as const,
			excerpt: `${size} bytes: ${answer?.detail ?? answer?.result ?? 'not sent'}`,
			of: address,
		}));
		const seen = [lower, tunnel].flatMap(link => (link === undefined ? [] : [linkLine(link)])).join('\n');
		const ofLinks = {from: 'links', excerpt: seen} as const;
		if (typeof told === 'number' && told > 0 && lower !== undefined && told + overhead > lower.mtu) {
			const data = {mtu: told, lower: lower.name, carries: lower.mtu, overhead, limit: lower.mtu - overhead};
			yield finding(
				'setting',
				data,
				{kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-calico'},
				{
					evidence: [
						{from: 'helm', excerpt: `installation.calicoNetwork.mtu: ${told}`, of: 'helmchartconfigs'},
						ofLinks,
						...pings,
					],
					affects,
				},
			);
			return;
		}
		const [first] = shortfalls;
		if (first === undefined) {
			return;
		}
		const {link, carries, because} = first;
		const evidence = [ofLinks, ...pings] as const;
		if (link === lower?.name) {
			const data = {device: tunnel.name, mtu: tunnel.mtu, lower: link, carries, overhead};
			yield finding('tunnel', {...data, limit: carries - overhead}, subject, {evidence, affects});
		} else if (podMtu !== undefined && podMtu.mtu > tunnel.mtu && link === tunnel.name) {
			const data = {mtu: podMtu.mtu, file: podMtu.name, device: tunnel.name, carries};
			yield finding('pods', data, subject, {
				evidence: [{from: 'calico', excerpt: `${podMtu.name}: ${podMtu.mtu}`, of: podMtu.name}, ofLinks],
			});
		} else {
			yield finding('runningPods', {because, link, carries}, subject, {evidence: [ofLinks]});
		}
	},
});
