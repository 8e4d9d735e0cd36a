import {defineCheck, linkLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'cilium/workload-link',
	title: 'The interface of every pod that Cilium manages is there and up',
	rationale:
		'Each pod has a pair of interfaces whose side on the node is called lxc…, with the programs of Cilium on it. Something that sets such an interface down or deletes it, such as a network manager that thinks it owns it, cuts off exactly that pod, while the agent goes on calling it ready.',
	when: {cni: ['cilium']},
	needs: {links: 'ip.link', endpoints: 'cilium.endpoints'},
	messages: {
		down: {
			severity: 'critical',
			text: 'The interface {device} of {owner} is down',
			guide: {
				steps: [
					{text: 'ip link set {device} up', changes: 'node'},
					{text: 'If it goes down again, see that NetworkManager does not manage lxc*: nmcli device'},
				],
				links: ['rke2/known-issues-networkmanager', 'cilium/troubleshooting'],
			},
		},
		peerDown: {
			severity: 'critical',
			text: 'The interface {device} of {owner} has no carrier: eth0 inside the pod is down',
			guide: {
				steps: [
					{text: 'ip -d link show {device}'},
					{text: 'Delete the pod, so that it gets a new network', changes: 'cluster'},
				],
				links: ['cilium/troubleshooting'],
			},
		},
		missing: {
			severity: 'critical',
			text: 'The interface {device} of {owner} does not exist, although Cilium calls the pod ready',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg endpoint list'},
					{text: 'Delete the pod, so that it gets a new network', changes: 'cluster'},
				],
				links: ['cilium/managed-pods', 'cilium/troubleshooting'],
			},
		},
	},
	*run({links, endpoints}, {finding}) {
		for (const {device, pod, state, labels} of endpoints) {
			const isWorkload = device !== undefined && /^lxc/.test(device) && state === 'ready';
			if (!isWorkload) {
				continue;
			}
			const link = links.find(({name}) => name === device);
			const isOfHealth = labels.includes('reserved:health');
			const owner = isOfHealth ? "Cilium's health endpoint" : `the pod ${pod ?? '(not named)'}`;
			const subject = {kind: 'Interface', name: device} as const;
			const details = (excerpt: string) => ({evidence: [{from: 'links', excerpt}]}) as const;
			if (link === undefined) {
				yield finding('missing', {device, owner}, subject, details(`no interface ${device}`));
			} else if (!link.isUp) {
				yield finding('down', {device, owner}, subject, details(linkLine(link)));
			} else if (!link.hasCarrier) {
				yield finding('peerDown', {device, owner}, subject, details(linkLine(link)));
			}
		}
	},
});
