import {defineCheck, thisNode} from 'rke2-netdoctor';

const isAccepting = (policy: string): boolean => policy.toUpperCase() === 'ACCEPT';

/** `8472`, `80,443` and `8000:9000`. */
const isAmong = (ports: string, port: number): boolean =>
	ports.split(',').some(part => {
		const [first, last = first] = part.split(':');
		return part === 'any' || (port >= Number(first) && port <= Number(last));
	});

export default defineCheck({
	id: 'host/ufw',
	title: 'ufw does not filter between the nodes',
	rationale:
		'ufw drops by default what arrives and what is forwarded, which includes the overlay packets of other nodes and the traffic of pods. RKE2 says nothing about it; K3s, whose network works in the same way, asks to disable it or to allow the ranges of the cluster.',
	needs: {ufw: 'ufw.configuration', links: 'ip.link', plan: 'peer.plan'},
	messages: {
		active: {
			severity: 'warning',
			text: 'ufw is active (incoming {input}, routed {forward}) and allows nothing that would let other nodes in{port}',
			guide: {
				steps: [
					{text: 'ufw status verbose; dmesg | grep "UFW BLOCK"'},
					{text: 'ufw disable', changes: 'node'},
					{
						text: 'Or keep it and allow all other nodes, the pods and the services: ufw allow from NODES; ufw allow from 10.42.0.0/16; ufw allow from 10.43.0.0/16, with your own ranges',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-cni-ports', 'rke2/requirements-ports', 'flannel/firewalls'],
			},
			explains: ['netfilter/overlay-port', 'netfilter/pod-forwarding#byUfw', 'overlay/peer-unreachable'],
		},
	},
	*run({ufw, links, plan}, {finding, environment}) {
		// A node that is alone has nobody to let in.
		const isAlone = plan.source === 'api' && plan.peers.length === 0;
		if (ufw === undefined || !ufw.isEnabled || isAccepting(ufw.policies.input) || isAlone) {
			return;
		}
		const port = links.find(({name}) => name === environment.overlayDevice.value)?.vxlan?.port;
		const isForNodes = ufw.allowed.some(
			({protocol, port: ports}) =>
				(protocol === 'any' && ports === 'any') ||
				(['any', 'udp'].includes(protocol) && (port === undefined || isAmong(ports, port))),
		);
		if (isForNodes) {
			return;
		}
		const {input, forward} = ufw.policies;
		yield finding(
			'active',
			{
				input: input.toLowerCase(),
				forward: forward.toLowerCase(),
				port: port === undefined ? '' : `, such as UDP port ${port} of the overlay`,
			},
			{kind: 'Unit', name: 'ufw.service'},
			{
				evidence: [
					{from: 'ufw', excerpt: 'ENABLED=yes', of: '/etc/ufw/ufw.conf'},
					{
						from: 'ufw',
						excerpt: `DEFAULT_INPUT_POLICY="${input}"\nDEFAULT_FORWARD_POLICY="${forward}"`,
						of: '/etc/default/ufw',
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
