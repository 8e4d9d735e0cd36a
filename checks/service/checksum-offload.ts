import {defineCheck, isFeatureOn, listNames, lookupRoute, routingOf, thisNode} from 'rke2-netdoctor';

const symptom = {
	text: 'On a node with CoreDNS: tcpdump -c 20 -vni any udp port {port} | grep -i "bad.*cksum", and ask {address} from here meanwhile',
} as const;
const off = {text: 'ethtool -K {device} tx-checksum-ip-generic off', changes: 'node'} as const;
const text =
	'Answers of the cluster DNS get lost only by way of its service address {address}: CoreDNS at {endpoints}, all behind {device}, answers directly and the rules are there. What a service masquerades leaves {device} with its checksum left to hardware (tx-checksum-ip-generic is on), where kernels and drivers are known to get it wrong';
const explains = ['dns/service-address#silent', 'service/api-address#silent'] as const;

export default defineCheck({
	id: 'service/checksum-offload',
	title: 'What services send through the tunnel arrives with a good checksum',
	rationale:
		'A packet of a node for a service is translated and masqueraded before it enters the tunnel. Kernels before 5.7, some later ones and some drivers then fill in a wrong checksum for it, while the same packet for a pod is right: the service is silent, its endpoints answer. It shows only where every endpoint is on another node. Rules that are missing and endpoints that do not answer are other findings.',
	when: {cni: ['canal', 'flannel', 'calico'], backend: ['vxlan'], kubeProxy: ['iptables']},
	needs: {
		contact: 'dns.contact',
		services: 'service.rules',
		features: 'ethtool.features',
		routes: 'ip.route',
		rules: 'ip.rule',
		devices: 'ip.link',
	},
	wants: {kernel: 'system.kernel', drivers: 'link.drivers'},
	messages: {
		lostOnFlannel: {
			severity: 'critical',
			text,
			guide: {
				steps: [
					off,
					symptom,
					{
						text: 'If that was it, keep it, as flannel makes the device anew: put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-flannel.rules on every node, then run udevadm control --reload',
						changes: 'node',
					},
				],
				links: ['flannel/nat', 'flannel/issue-checksum', 'kubernetes/debug-service'],
			},
			explains,
		},
		lostOnCalico: {
			severity: 'critical',
			text,
			guide: {
				steps: [
					off,
					symptom,
					{
						text: 'If that was it, keep it on every node: set felixConfiguration.featureDetectOverride to ChecksumOffloadBroken=true in the HelmChartConfig rke2-calico, as the chart ships it',
						changes: 'cluster',
					},
				],
				links: [
					'rke2/known-issues-calico-vxlan-offload',
					'calico/issue-vxlan-offload',
					'kubernetes/debug-service',
				],
			},
			explains,
		},
	},
	*run({contact, services, features, routes, rules, devices, kernel, drivers}, {finding, environment}) {
		const {address, service, endpoints} = contact;
		const device = devices.find(({name}) => name === environment.overlayDevice.value);
		const [near] = endpoints;
		const isAnswered = endpoints.every(({answer}) => answer?.result === 'answered');
		if (service.result !== 'silent' || near === undefined || !isAnswered || device?.vxlan === undefined) {
			return;
		}
		const targets = services
			.filter(({rules: {isHooked}}) => isHooked)
			.flatMap(({rules: {ports}}) => ports)
			.filter(port => port.address === address && port.protocol === 'udp')
			.flatMap(port => port.endpoints.map(target => target.slice(0, target.lastIndexOf(':'))));
		const routing = routingOf('ipv4', rules, routes);
		const isBehindTunnel = (destination: string): boolean => {
			const found = lookupRoute(routing, {destination});
			return found.kind === 'route' && found.route.dev === device.name;
		};
		const asked = endpoints.map(endpoint => endpoint.address);
		const isWritten = targets.length > 0 && targets.every(target => asked.includes(target));
		const isOn = isFeatureOn(features, device.name, 'tx-checksum-ip-generic') === true;
		if (!isWritten || !isOn || !asked.every(isBehindTunnel)) {
			return;
		}
		const lower = device.vxlan.lower ?? '';
		const driver = drivers?.get(lower);
		yield finding(
			environment.cni.value === 'calico' ? 'lostOnCalico' : 'lostOnFlannel',
			{
				address,
				endpoints: listNames(asked),
				device: device.name,
				port: device.vxlan.port ?? 'of the tunnel',
			},
			{kind: 'Interface', name: device.name},
			{
				evidence: [
					{from: 'features', of: device.name, excerpt: 'tx-checksum-ip-generic: on'},
					{from: 'contact', of: `@${address}`, excerpt: `${address}:53 ${service.result}`},
					{from: 'contact', of: `@${near.address}`, excerpt: `${near.address}:53 answered`},
					...(kernel === undefined ? [] : [{from: 'kernel', excerpt: kernel.release} as const]),
					...(driver === undefined
						? []
						: [{from: 'drivers', of: lower, excerpt: `${lower}: ${driver}`} as const]),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
