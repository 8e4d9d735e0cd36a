import {
	type ChainOwner,
	defineCheck,
	type Environment,
	listNames,
	ownedChains,
	refusedServices,
	thisNode,
} from 'rke2-netdoctor';

/** kube-router may be there beside another CNI, for its policies: netfilter/kube-router-left. */
type FormerOwner = Exclude<ChainOwner, 'kube-router'>;

const patterns: Readonly<Record<FormerOwner, string>> = {
	Cilium: 'CILIUM',
	Calico: 'cali-',
	flannel: 'FLANNEL',
	'kube-proxy': 'KUBE-',
};

/** Whether it is known that nobody of this cluster writes such chains any more. */
const isGone = (owner: ChainOwner, {cni, kubeProxy}: Environment): owner is FormerOwner => {
	const known = ['canal', 'flannel', 'calico', 'cilium'].includes(cni.value ?? '');
	switch (owner) {
		case 'Cilium':
			return known && cni.value !== 'cilium';
		case 'Calico':
			return cni.value === 'flannel' || cni.value === 'cilium';
		case 'flannel':
			return cni.value === 'calico' || cni.value === 'cilium';
		case 'kube-proxy':
			return kubeProxy.value === 'replaced' || kubeProxy.value === 'nftables';
		case 'kube-router':
			return false;
	}
};

/** After a change from iptables mode to ipvs. */
const refusalGuide = {
	steps: [
		{text: '{program} -t filter -S {chain}; ipvsadm -Ln'},
		{text: '{program} -t filter -F {chain}, which nobody writes in ipvs mode', changes: 'node'},
		{
			text: 'Drain and reboot the node, as after every change of the mode: kube-proxy does not clear away what it wrote in another one',
			changes: 'node',
		},
	],
	links: ['kubernetes/debug-service', 'rke2/uninstall'],
} as const;

export default defineCheck({
	id: 'netfilter/leftover-chains',
	title: 'No rules of a former CNI or proxy mode are in force',
	rationale:
		'A CNI that was replaced, or a kube-proxy whose mode was changed, leaves its chains behind: rke2-killall removes those that it knows by name, a restart of a pod none. As long as a built-in chain still leads into them they drop, translate or mark packets of the new network. From iptables mode to ipvs the chains share their names: what refused a service without endpoints stays, since ipvs mode writes nothing there. It meets only packets on their way in (INPUT): IPVS translates them behind that, but before FORWARD and OUTPUT. They are gone after a reboot.',
	needs: {rules: 'netfilter.iptables'},
	messages: {
		inForce: {
			severity: 'warning',
			text: '{count} {count:chain|chains} of {owner} {count:is|are} left in iptables ({backend}) and packets still pass them, though {why}: {jump}',
			guide: {
				steps: [
					{text: '{save} | grep -E "{pattern}"'},
					{
						text: 'Drain and reboot the node: rules of iptables do not survive that, unless something saved them (netfilter-persistent, iptables.service)',
						changes: 'node',
					},
					{
						text: 'Or, with RKE2 stopped on this node: {save} | grep -v -E "{pattern}" | {restore}; where the node has IPv6, the same with {save6} and {restore6}',
						changes: 'node',
					},
				],
				links: ['rke2/uninstall', 'rke2/select-cni'],
			},
		},
		refusing: {
			severity: 'warning',
			text: 'This node refuses {services}, with endpoints or without: kube-proxy runs in ipvs mode, but rules of its iptables mode are left in {chain} of the table filter ({backend}), of a time without endpoints: {rule}',
			guide: refusalGuide,
		},
		refusalsLeft: {
			severity: 'info',
			text: 'Rules of the iptables mode of kube-proxy that refuse {services} are left in {chain} of the table filter ({backend}), though it runs in ipvs mode: INPUT does not lead there, and IPVS translates before OUTPUT does, so that they meet only what no virtual server takes: {rule}',
			guide: refusalGuide,
		},
	},
	*run({rules}, {finding, environment}) {
		const {value: mode, conflicts = []} = environment.kubeProxy;
		const refused = mode === 'ipvs' && conflicts.length === 0 ? refusedServices(rules) : [];
		for (const {backend, chain, isEntered, services, lines} of refused) {
			const program = backend === 'legacy' ? 'iptables-legacy' : 'iptables-nft';
			yield finding(
				isEntered ? 'refusing' : 'refusalsLeft',
				{services: listNames(services), backend, chain, rule: lines[0] ?? '', program},
				{kind: 'NetfilterRule', name: `${chain} (${backend})`},
				{
					evidence: [
						{
							from: 'rules',
							of: backend === 'legacy' ? 'iptables-legacy-save' : 'iptables-nft-save',
							excerpt: lines.slice(0, 5).join('\n'),
						},
					],
					affects: [thisNode(environment)],
				},
			);
		}
		for (const {owner, backend, chains, jumps} of ownedChains(rules)) {
			const [jump] = jumps;
			if (jump === undefined || !isGone(owner, environment)) {
				continue;
			}
			const program = backend === 'legacy' ? 'iptables-legacy' : 'iptables-nft';
			const program6 = program.replace('iptables', 'ip6tables');
			yield finding(
				'inForce',
				{
					count: chains.length,
					owner,
					backend,
					jump,
					why:
						owner === 'kube-proxy'
							? 'services are served in another way now'
							: `the CNI of this node is ${environment.cni.value}`,
					save: `${program}-save`,
					restore: `${program}-restore`,
					save6: `${program6}-save`,
					restore6: `${program6}-restore`,
					pattern: patterns[owner],
				},
				{kind: 'NetfilterRule', name: `${owner} (${backend})`},
				{
					evidence: [
						{
							from: 'rules',
							of: backend === 'legacy' ? 'iptables-legacy-save' : 'iptables-nft-save',
							excerpt: jumps.slice(0, 3).join('\n'),
						},
					],
				},
			);
		}
	},
});
