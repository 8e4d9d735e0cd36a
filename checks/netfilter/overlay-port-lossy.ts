import {defineCheck, netfilterRemedyOf, thisNode} from 'rke2-netdoctor';

/** Who sends is not known: packets of strangers, which such a rule is for, count as well. */
const asksWho =
	/--match-set|--mac-source|geoip|--src-type|--src-range|--uid-owner|-m (?:recent|connlimit)\b|--hashlimit-mode \S*src/;

/** What a general rule drops may all be packets of others. */
const namesPort = (rule: string, port: number): boolean => {
	const [, ports] = /(?<!! )--dports? (\S+)/.exec(rule) ?? [];
	return ports?.split(',').includes(String(port)) === true;
};

const symptoms = [
	...['netfilter/overlay-port-suspect', 'overlay/peer-unreachable', 'dns/endpoint-unreachable'],
	...['cilium/peer', 'dns/one-protocol'],
] as const;

export default defineCheck({
	id: 'netfilter/overlay-port-lossy',
	title: 'No rule drops some of the packets of the tunnel',
	rationale:
		'A rule that drops by rate (limit, hashlimit, connlimit), by chance (statistic), by size or by content lets some packets of the tunnel pass and drops others: connections between pods open and stall, names are resolved now and then. From outside such a rule cannot be judged, but it counts: when the counter of the rule that drops rises while this diagnosis sends its packets, packets of the tunnel were among those. Rules that ask who the sender is, or do not name the port of the tunnel, are left out.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {losses: 'netfilter.overlay-losses', links: 'ip.link'},
	messages: {
		drops: {
			severity: 'critical',
			text: 'This node has dropped {count} {count:packet|packets} of {device} (UDP port {port}) {direction} during this run, by rule {rule}; what it lets pass depends on rate, chance, size or content',
			guide: {
				steps: [
					{text: '{show}'},
					{
						text: 'Let UDP port {port} of the network of the nodes pass before it, where that rule was written: a tunnel carries the packets of all pods, and its rate has no limit that fits',
						changes: 'node',
					},
				],
				links: ['rke2/requirements-cni-ports', 'flannel/firewalls', 'calico/network-requirements'],
			},
			explains: symptoms,
		},
	},
	*run({losses, links}, {finding, environment}) {
		for (const {device, direction, suspect, undecided, packets} of losses) {
			const port = links.find(({name}) => name === device)?.vxlan?.port ?? 0;
			const rule = suspect.end.rule?.text ?? suspect.end.chain;
			if (packets <= 0 || !namesPort(rule, port) || asksWho.test(rule) || asksWho.test(undecided)) {
				continue;
			}
			yield finding(
				'drops',
				{
					...{count: packets, device, port, rule},
					direction: direction === 'incoming' ? 'on their way in' : 'on their way out',
					show: netfilterRemedyOf(suspect, '').show,
				},
				{kind: 'NetfilterRule', name: `UDP ${port}`},
				{
					evidence: [
						{
							from: 'losses',
							of: suspect.shownBy,
							excerpt: `${suspect.end.rule?.excerpt ?? ''}\n${packets} more at the end of this run`,
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
