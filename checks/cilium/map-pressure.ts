import {defineCheck, thisNode} from 'rke2-netdoctor';

/** Maps that throw the oldest entry out when they are full. */
const isSelfCleaning = (map: string): boolean => /(^|_)(ct|snat|nodeport_neigh|ipv[46]_frag)/.test(map);
const options: readonly (readonly [RegExp, string])[] = [
	[/(^|_)ct_?any/, 'bpf.ctAnyMax'],
	[/(^|_)ct/, 'bpf.ctTcpMax'],
	[/snat/, 'bpf.natMax'],
	[/(^|_)lb/, 'bpf.lbMapMax'],
	[/policy/, 'bpf.policyMapMax'],
];

export default defineCheck({
	id: 'cilium/map-pressure',
	title: 'The BPF maps of Cilium have room',
	rationale:
		'Connections, services, policies and addresses lie in BPF maps of fixed size. A full map of services or policies takes no new entry, so that a service or a policy silently does not work; a full map of connections throws out live ones. Cilium tells how full they are in its metrics only, which RKE2 leaves off.',
	when: {cni: ['cilium']},
	needs: {maps: 'cilium.map-pressure'},
	messages: {
		full: {
			severity: 'critical',
			text: 'The BPF map {map} of Cilium is full ({percent} %): new entries are refused',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg map list'},
					{
						text: 'Raise {option} in the HelmChartConfig rke2-cilium; the map is made anew when the agents restart',
						changes: 'cluster',
					},
				],
				links: ['cilium/ct-map-full', 'rke2/chart-cilium'],
			},
		},
		crowded: {
			severity: 'warning',
			text: 'The BPF map {map} of Cilium is {percent} % full',
			guide: {
				steps: [
					{text: 'crictl exec $(crictl ps -q --name cilium-agent) cilium-dbg map list'},
					{
						text: 'Raise {option} in the HelmChartConfig rke2-cilium; connections are broken when the map is made anew',
						changes: 'cluster',
					},
				],
				links: ['cilium/ct-map-full', 'rke2/chart-cilium'],
			},
		},
	},
	*run({maps}, {finding, environment}) {
		for (const {map, used} of maps.filter(candidate => candidate.used >= 0.9)) {
			const percent = Math.round(used * 100);
			const option = options.find(([pattern]) => pattern.test(map))?.[1] ?? 'its size under bpf';
			const message = used >= 0.995 && !isSelfCleaning(map) ? 'full' : 'crowded';
			yield finding(
				message,
				{map, percent, option},
				{kind: 'Directory', name: `/sys/fs/bpf/tc/globals/${map}`},
				{
					evidence: [{from: 'maps', excerpt: `cilium_bpf_map_pressure{map_name="${map}"} ${used}`}],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
