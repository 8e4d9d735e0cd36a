import {bridgePorts, defineCheck, flannelBridge, type Link} from 'rke2-netdoctor';

/**
 * A further leg of a pod, as the plugin bridge makes it for Multus, which uses cni0 too where no bridge is named:
 * services do not lead there. The leg of flannel is made first, and the kernel counts up in each namespace.
 */
const isFurtherLeg = ({peerIndex = 0, peerNamespace}: Link, ports: readonly Link[]): boolean =>
	peerNamespace !== undefined &&
	ports.some(other => other.peerNamespace === peerNamespace && (other.peerIndex ?? 0) < peerIndex);

export default defineCheck({
	id: 'flannel/hairpin',
	title: 'A pod reaches itself through its own service',
	rationale:
		'When kube-proxy leads a pod that asks for its own service to the pod itself, the packet has to leave the bridge by the port that it came in by. A bridge does that only where the port is in hairpin mode, or the bridge is promiscuous. hairpinMode: true in the delegate of the conflist, which the chart rke2-flannel writes, turns it on for each pod that starts; without it programs that talk to themselves by their service, as clustered databases do, wait in vain, and only where chance leads them to themselves.',
	when: {cni: ['flannel']},
	needs: {links: 'ip.link'},
	messages: {
		off: {
			severity: 'warning',
			text: '{count} {count:pod does|pods do} not reach {count:itself|themselves} by {count:its|their} own service on this node: {count:the port|the ports} {ports} of the bridge {bridge} {count:is|are} not in hairpin mode',
			guide: {
				steps: [
					{
						text: 'grep -n hairpinMode /etc/cni/net.d/10-flannel.conflist: it has to be true in "delegate" of the plugin flannel; which values were changed: kubectl -n kube-system get helmchartconfig rke2-flannel -o yaml',
					},
					{
						text: 'At once, and until these pods are started again: bridge link set dev {first} hairpin on, for each of them',
						changes: 'node',
					},
					{text: 'When hairpinMode is true again: start these pods anew', changes: 'cluster'},
				],
				links: ['kubernetes/debug-service', 'rke2/flannel', 'flannel/troubleshooting'],
			},
		},
	},
	*run({links}, {finding}) {
		const bridge = links.find(({name}) => name === flannelBridge);
		const ports = bridgePorts(links);
		const closed = ports.filter(link => link.port?.isHairpin === false && !isFurtherLeg(link, ports));
		const [first] = closed;
		if (bridge === undefined || first === undefined || bridge.flags.includes('PROMISC')) {
			return;
		}
		const names = closed.map(({name}) => name);
		yield finding(
			'off',
			{
				...{count: closed.length, bridge: flannelBridge, first: first.name},
				ports: names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', '),
			},
			{kind: 'Interface', name: flannelBridge},
			{evidence: [{from: 'links', excerpt: `${first.name} master ${flannelBridge} hairpin off`}]},
		);
	},
});
