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

export default defineCheck({
	id: 'netfilter/leftover-chains',
	title: 'No rules of a former CNI or proxy mode are in force',
	rationale:
		'A CNI that was replaced, or a kube-proxy whose mode was changed, leaves its chains behind: rke2-killall removes those that it knows by name, a restart of a pod none. As long as a built-in chain still leads into them they drop, translate or mark packets of the new network. From iptables mode to ipvs the chains share their names: what refused a service without endpoints then refuses it for good, since ipvs mode writes nothing there. They are gone after a reboot.',
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
			severity: 'critical',
			text: 'This node refuses {services}: kube-proxy runs in ipvs mode, but rules of its iptables mode are left in KUBE-SERVICES of the table filter ({backend}), of a time without endpoints: {rule}',
			guide: {
				steps: [
					{text: '{program} -t filter -S KUBE-SERVICES; ipvsadm -Ln'},
					{text: '{program} -t filter -F KUBE-SERVICES, which nobody writes in ipvs mode', changes: 'node'},
					{
						text: 'Drain and reboot the node, as after every change of the mode: kube-proxy does not clear away what it wrote in another one',
						changes: 'node',
					},
				],
				links: ['kubernetes/debug-service', 'rke2/uninstall'],
			},
		},
	},
	*run({rules}, {finding, environment}) {
		const {value: mode, conflicts = []} = environment.kubeProxy;
		const refused = mode === 'ipvs' && conflicts.length === 0 ? refusedServices(rules) : [];
		for (const backend of new Set(refused.map(entry => entry.backend))) {
			const same = refused.filter(entry => entry.backend === backend);
			const program = backend === 'legacy' ? 'iptables-legacy' : 'iptables';
			yield finding(
				'refusing',
				{services: listNames(same.map(({name}) => name)), backend, rule: same[0]?.rule ?? '', program},
				{kind: 'NetfilterRule', name: `KUBE-SERVICES (${backend})`},
				{
					evidence: [
						{
							from: 'rules',
							of: backend === 'legacy' ? 'iptables-legacy-save' : 'iptables-nft-save',
							excerpt: same
								.slice(0, 5)
								.map(({rule}) => rule)
								.join('\n'),
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
			const program = backend === 'legacy' ? 'iptables-legacy' : 'iptables';
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
