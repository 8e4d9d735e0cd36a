import {defineCheck, thisNode} from 'rke2-netdoctor';

/** What both ends of a tunnel must have in common, with Felix' defaults. */
const shared = {vxlanVNI: 4096, vxlanPort: 4789, vxlanEnabled: undefined, ipipEnabled: undefined} as const;

export default defineCheck({
	id: 'calico/felix-override',
	title: 'No FelixConfiguration gives this node another tunnel than the others',
	rationale:
		'A FelixConfiguration named node.NAME beats the one named default on that node. Ports and VNIs of the tunnel must be the same on all nodes: a node that has others drops what it gets, and the others drop what it sends.',
	when: {cni: ['calico']},
	needs: {configurations: 'calico.felix-configuration'},
	messages: {
		differs: {
			severity: 'critical',
			text: 'The FelixConfiguration {name} gives this node {key} {own}, while all others have {theirs}',
			guide: {
				steps: [
					{text: 'kubectl get felixconfigurations.crd.projectcalico.org {name} -o yaml'},
					{
						text: 'kubectl patch felixconfigurations.crd.projectcalico.org {name} --type json -p "[{\\"op\\":\\"remove\\",\\"path\\":\\"/spec/{key}\\"}]"',
						changes: 'cluster',
					},
				],
				links: ['calico/felix-resource', 'calico/felix-configuration'],
			},
			explains: ['overlay/peer-unreachable', 'calico/vxlan-parameters'],
		},
	},
	*run({configurations}, {finding, environment}) {
		const self = `node.${environment.nodeName.value ?? ''}`;
		const own = configurations.find(({name}) => name === self);
		const general = configurations.find(({name}) => name === 'default');
		for (const [key, byDefault] of Object.entries(shared)) {
			const mine = own?.spec[key];
			const theirs = general?.spec[key] ?? byDefault;
			if (own !== undefined && mine !== undefined && mine !== null && mine !== theirs) {
				const data = {name: own.name, key, own: String(mine), theirs: String(theirs ?? 'the default')};
				yield finding('differs', data, thisNode(environment), {
					evidence: [
						{
							from: 'configurations',
							excerpt: `${own.name}: ${key} ${String(mine)}\ndefault: ${key} ${String(theirs ?? '(not set)')}`,
						},
					],
				});
			}
		}
	},
});
