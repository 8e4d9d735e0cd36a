import {defineCheck, ownedChains} from 'rke2-netdoctor';

export default defineCheck({
	id: 'netfilter/kube-router-left',
	title: 'No rules of a kube-router are in force that does not run here',
	rationale:
		'K3s has a policy controller of kube-router built in, which RKE2 has not; others run kube-router for its policies. When it goes its chains stay, and keep to the policies and the addresses of then: a pod that gets the address of a former one is cut off, or open, by rules that nobody writes any more. kube-router and K3s take them away only when they are told to.',
	when: {cni: ['canal', 'flannel', 'calico', 'cilium']},
	needs: {rules: 'netfilter.iptables', containers: 'crictl.containers'},
	messages: {
		inForce: {
			severity: 'warning',
			text: '{count} {count:chain|chains} of kube-router {count:is|are} left in iptables ({backend}) and packets still pass them, though it does not run on this node: {jump}. They reject what policies of before did not allow, by the addresses that pods had then',
			guide: {
				steps: [
					{text: '{save} -c | grep -E "KUBE-(ROUTER|POD-FW|NWPLCY)" | grep -E "REJECT|DROP"'},
					{
						text: 'Drain and reboot the node: rules of iptables do not survive that, unless something saved them (netfilter-persistent, iptables.service)',
						changes: 'node',
					},
					{
						text: 'Or, with RKE2 stopped on this node: {save} | grep -v -E "KUBE-(ROUTER|POD-FW|NWPLCY)" | {restore}; where the node has IPv6, the same with {save6} and {restore6}, since K3s writes there, too',
						changes: 'node',
					},
				],
				links: ['rke2/uninstall', 'kubernetes/network-policies', 'rke2/select-cni'],
			},
		},
	},
	*run({rules, containers}, {finding}) {
		if (containers.some(({name}) => name.includes('kube-router'))) {
			return;
		}
		for (const {owner, backend, chains, jumps} of ownedChains(rules)) {
			const [jump] = jumps;
			if (owner !== 'kube-router' || jump === undefined) {
				continue;
			}
			const program = backend === 'legacy' ? 'iptables-legacy' : 'iptables';
			const program6 = program.replace('iptables', 'ip6tables');
			yield finding(
				'inForce',
				{
					...{count: chains.length, backend, jump},
					...{save: `${program}-save`, restore: `${program}-restore`},
					...{save6: `${program6}-save`, restore6: `${program6}-restore`},
				},
				{kind: 'NetfilterRule', name: `kube-router (${backend})`},
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
