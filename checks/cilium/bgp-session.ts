import {defineCheck, listNames, thisNode} from 'rke2-netdoctor';

/** An agent that has just been started calls its routers first. */
const settlesWithin = 3 * 60_000;

const steps = [
	{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg bgp peers'},
	{
		text: 'active, connect or idle: TCP port {port} of {address} is not reached, or the router hangs up, as for a neighbour, an AS number or a password that it does not know. open_sent: it does not answer',
	},
	{
		text: 'kubectl get ciliumbgpclusterconfigs,ciliumbgppeerconfigs,ciliumbgpnodeconfigs -o yaml: AS numbers, address, authSecretRef and ebgpMultihop must be as the router has them',
	},
] as const;
const links = ['cilium/bgp'] as const;

export default defineCheck({
	id: 'cilium/bgp-session',
	title: "Cilium's BGP sessions with routers are established",
	rationale:
		'With the BGP control plane routers learn from each node where pods and the addresses of LoadBalancer services are. Without a session they send what is for this node elsewhere or nowhere, though everything within the cluster works.',
	when: {cni: ['cilium'], bgp: true},
	needs: {peers: 'cilium.bgp-peers', cilium: 'cilium.containers', now: 'system.clock'},
	messages: {
		none: {
			severity: 'critical',
			text: 'Cilium has a BGP session with no router ({peers}, {state}): nobody outside learns the addresses of services and pods of this node',
			guide: {steps, links},
		},
		down: {
			severity: 'warning',
			text: 'Cilium has no BGP session with {address}{asn} ({state}), while others are established',
			guide: {steps, links},
		},
	},
	*run({peers, cilium: {pod}, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'cilium-agent');
		const lost = peers.filter(({state}) => state !== 'established');
		const [first] = lost;
		if (first === undefined || run?.state !== 'running' || now - run.createdAt < settlesWithin) {
			return;
		}
		const evidence = [
			{
				from: 'peers',
				of: 'bgp/peers',
				excerpt: lost
					.slice(0, 4)
					.map(({address, asn, localAsn, state}) => `${address} AS ${asn} (here ${localAsn}): ${state}`)
					.join('\n'),
			},
		] as const;
		if (lost.length === peers.length) {
			const {address, state, port = 179} = first;
			const names = listNames(lost.map(peer => peer.address));
			yield finding('none', {peers: names, state, address, port}, thisNode(environment), {evidence});
			return;
		}
		for (const {address, asn, state, port = 179} of lost) {
			yield finding(
				'down',
				{address, asn: asn === undefined ? '' : ` (AS ${asn})`, state, port},
				{kind: 'BGPPeer', name: address},
				{evidence},
			);
		}
	},
});
