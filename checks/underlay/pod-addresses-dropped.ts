import {
	defineCheck,
	directPeersOf,
	type Environment,
	isInService,
	listNames,
	peerContactsOf,
	routeLine,
	thisNode,
	withPodsAsked,
} from 'rke2-netdoctor';

/** A firewall of the other node that is closed to the range of pods looks the same from here. */
const arrival = {
	text: 'On {peers}: tcpdump -c 5 -ni any host {address}, and run this diagnosis again meanwhile. What arrives and is not answered is dropped there: run rke2-netdoctor there',
} as const;

const explains = ['dns/endpoint-unreachable', 'cilium/peer#endpointLost'] as const;

/** The setting by which no packet leaves without the tunnel. */
const throughTunnel = ({cni, backend}: Environment): string => {
	switch (cni.value) {
		case 'calico':
			return 'encapsulation: VXLAN of the pools in installation.calicoNetwork of the HelmChartConfig rke2-calico';
		case 'cilium':
			return 'routingMode: tunnel in the HelmChartConfig rke2-cilium, without autoDirectNodeRoutes';
		default:
			return backend.value === 'host-gw'
				? `flannel.backend: vxlan in the HelmChartConfig rke2-${cni.value ?? 'canal'}, and a restart of flannel on every node`
				: 'DirectRouting: false in net-conf.json of flannel';
	}
};

export default defineCheck({
	id: 'underlay/pod-addresses-dropped',
	title: 'The network between the nodes carries packets with addresses of pods, where no tunnel hides them',
	rationale:
		'With DirectRouting of flannel, with BGP or CrossSubnet of Calico and with native routing of Cilium packets between pods travel unchanged to nodes of the same network. Clouds and hypervisors drop what has an address that they did not give out themselves: the nodes reach each other, their pods do not.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {
		underlay: 'peer.underlay',
		overlay: 'peer.overlay',
		underlayPings: 'peer.underlay-ping',
		overlayPings: 'peer.overlay-ping',
		pods: 'dns.endpoint-answers',
		routes: 'ip.route',
		vendor: 'system.vendor',
	},
	messages: {
		alibaba: {
			severity: 'critical',
			text: '{peers}: the InternalIP answers, but nothing comes back from the pod network ({address}), to which this node sends without a tunnel: the VPC of Alibaba Cloud drops packets with addresses of pods, unless a firewall of {peers} does',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					arrival,
					{text: 'Let all pods use the tunnel: {always}', changes: 'cluster'},
					{
						text: 'Or enter a route to the pods of each node into the route table of the VPC, such as {range}, with the instance as the next hop',
						changes: 'cluster',
					},
				],
				links: ['calico/encapsulation', 'flannel/backend-vxlan', 'flannel/backend-host-gw'],
			},
			explains,
		},
		amazon: {
			severity: 'critical',
			text: '{peers}: the InternalIP answers, but nothing comes back from the pod network ({address}), to which this node sends without a tunnel: the source/destination check of EC2 drops packets with addresses of pods, unless a firewall of {peers} does',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					arrival,
					{
						text: 'For every instance of the cluster: aws ec2 modify-instance-attribute --instance-id ID --no-source-dest-check',
						changes: 'cluster',
					},
					{text: 'Or let all pods use the tunnel: {always}', changes: 'cluster'},
				],
				links: ['calico/public-cloud-aws', 'calico/encapsulation', 'flannel/backend-vxlan'],
			},
			explains,
		},
		azure: {
			severity: 'critical',
			text: '{peers}: the InternalIP answers, but nothing comes back from the pod network ({address}), to which this node sends without a tunnel: the virtual network of Azure drops packets with addresses of pods, unless a firewall of {peers} does',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					arrival,
					{text: 'Let all pods use the tunnel, VXLAN and not IPIP: {always}', changes: 'cluster'},
					{
						text: 'Or turn on IP forwarding on every NIC (az network nic update --ip-forwarding true), and add a route table with a route for the pods of each node',
						changes: 'cluster',
					},
				],
				links: ['calico/public-cloud-azure', 'calico/encapsulation', 'flannel/backend-vxlan'],
			},
			explains,
		},
		google: {
			severity: 'critical',
			text: '{peers}: the InternalIP answers, but nothing comes back from the pod network ({address}), to which this node sends without a tunnel: the network of Google drops packets with addresses of pods, unless a firewall of {peers} does',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					arrival,
					{text: 'Let all pods use the tunnel: {always}', changes: 'cluster'},
					{
						text: 'Or create every instance with --can-ip-forward, and a route to the pods of each: gcloud compute routes create NAME --destination-range {range} --next-hop-instance INSTANCE',
						changes: 'cluster',
					},
				],
				links: ['calico/public-cloud-gce', 'calico/encapsulation', 'flannel/backend-vxlan'],
			},
			explains,
		},
		openstack: {
			severity: 'critical',
			text: '{peers}: the InternalIP answers, but nothing comes back from the pod network ({address}), to which this node sends without a tunnel: the port security of OpenStack drops packets with addresses of pods, unless a firewall of {peers} does',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					arrival,
					{
						text: 'For the port of every node: openstack port set --allowed-address ip-address=RANGE PORT, with the cluster CIDR as range',
						changes: 'cluster',
					},
					{text: 'Or let all pods use the tunnel: {always}', changes: 'cluster'},
				],
				links: ['calico/encapsulation', 'flannel/backend-vxlan', 'calico/network-requirements'],
			},
			explains,
		},
		other: {
			severity: 'critical',
			text: '{peers}: the InternalIP answers, but nothing comes back from the pod network ({address}), to which this node sends without a tunnel: the network between the nodes, or a firewall there, drops packets with addresses of pods',
			guide: {
				steps: [
					{text: 'ip route get {address}'},
					arrival,
					{
						text: 'What does not arrive is dropped by the provider or the hypervisor (anti-spoofing, IP filter of a virtual machine): allow the range of the pods for every node',
						changes: 'cluster',
					},
					{text: 'Or let all pods use the tunnel: {always}', changes: 'cluster'},
				],
				links: ['calico/encapsulation', 'flannel/backend-vxlan', 'calico/network-requirements'],
			},
			explains,
		},
	},
	*run(evidence, {finding, environment}) {
		const {routes, vendor, pods} = evidence;
		const contacts = withPodsAsked(peerContactsOf(evidence), pods).filter(
			({peer, underlay}) => isInService(peer.standing) && underlay !== 'silent' && underlay !== 'unclear',
		);
		const silent = directPeersOf(contacts, routes, environment.overlayDevice.value).filter(
			({contact}) => contact.overlay === 'silent',
		);
		const [first] = silent;
		const isOnlyPods = silent.every(({contact}) => pods.some(pod => pod.address === contact.peer.overlay));
		// One pod may hang by itself; where clouds are known to drop its address, or several are silent, it does not.
		if (first === undefined || (isOnlyPods && vendor.cloud === undefined && silent.length < 2)) {
			return;
		}
		const {peer} = first.contact;
		const about = silent.map(({contact}) => ({kind: 'Node', name: contact.peer.name}) as const);
		const address = peer.overlay ?? '';
		yield finding(
			vendor.cloud ?? 'other',
			{
				peers: listNames(silent.map(({contact}) => contact.peer.name)),
				address,
				range: first.route.destination,
				always: throughTunnel(environment),
			},
			thisNode(environment),
			{
				evidence: [
					{from: 'underlay', excerpt: `${peer.underlay} answers`, of: peer.underlay},
					pods.some(pod => pod.address === address)
						? {from: 'pods', excerpt: `CoreDNS at ${address}:53 is silent`, of: `@${address}`}
						: {from: 'overlay', excerpt: `${address}:10250 is silent`, of: address},
					{from: 'routes', excerpt: routeLine(first.route)},
					{from: 'vendor', excerpt: vendor.vendor || '(empty)'},
				],
				about,
				affects: about,
			},
		);
	},
});
