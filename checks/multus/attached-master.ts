import {
	attachedMasters,
	brokenBelowOf,
	defineCheck,
	linkLine,
	listNames,
	podSubject,
	workloadNames,
} from 'rke2-netdoctor';

export default defineCheck({
	id: 'multus/attached-master',
	title: 'The interfaces on which further networks of running pods build are up',
	rationale:
		'No identity of an agent may read NetworkAttachmentDefinitions, but the kernel tells on which interface of the node a macvlan, ipvlan or vlan inside a pod builds. Where that is down, or what is below it, the pod runs and its network carries nothing. The pods that are looked into are four of this node; servers look at the definitions instead.',
	when: {multus: true, role: ['agent']},
	needs: {pods: 'pod.networks', links: 'ip.link'},
	messages: {
		down: {
			severity: 'warning',
			text: '{master} is {state}{because}: the further network of {pods} ({devices} inside) builds on it and carries nothing',
			guide: {
				steps: [
					{text: 'ip -s link show {culprit}'},
					{
						text: 'Bring {culprit} up in the network configuration of this node, so that it is up after a reboot too; it needs no address',
						changes: 'node',
					},
				],
				links: ['multus/macvlan', 'rke2/multus-plugins'],
			},
		},
	},
	*run({pods, links}, {finding}) {
		for (const {master, users} of attachedMasters(pods, links)) {
			if (master.isUp && master.hasCarrier) {
				continue;
			}
			const culprits = brokenBelowOf(master, links);
			const below = culprits.filter(({name}) => name !== master.name);
			const [first] = users;
			yield finding(
				'down',
				{
					master: master.name,
					state: master.isUp ? 'without carrier' : 'down',
					because:
						below.length === 0
							? ''
							: `, since ${listNames(below.map(({name}) => name))} below it ${below.length === 1 ? 'is' : 'are'}`,
					devices: listNames([...new Set(users.map(({device}) => device.name))]),
					pods: listNames(workloadNames(users.map(({pod}) => pod.sandbox))),
					culprit: (below[0] ?? master).name,
				},
				{kind: 'Interface', name: master.name},
				{
					evidence: [
						{from: 'links', excerpt: [master, ...below].map(linkLine).join('\n')},
						...(first === undefined ? [] : [{from: 'pods', excerpt: linkLine(first.device)} as const]),
					],
					about: below.map(({name}) => ({kind: 'Interface', name}) as const),
					affects: [{kind: 'Interface', name: master.name}, ...users.map(({pod}) => podSubject(pod.sandbox))],
				},
			);
		}
	},
});
