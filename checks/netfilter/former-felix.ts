import {defineCheck, ownedChains, strangersTo, thisNode} from 'rke2-netdoctor';

const subject = {kind: 'NetfilterRule', name: 'Calico chains'} as const;

export default defineCheck({
	id: 'netfilter/former-felix',
	title: 'The packets of pods pass no rules of a Felix of before',
	rationale:
		'Felix ends packets of interfaces that it does not know. Where it changed the back-end of iptables, or between iptables and nftables, its rules of before stay in force until the node is booted, nobody tells them of new pods, and each packet passes the rules of both.',
	needs: {rules: 'netfilter.iptables', links: 'ip.link', chains: 'netfilter.nft-chains'},
	messages: {
		unaware: {
			severity: 'critical',
			text: 'Calico has rules in force in both back-ends of iptables, and those in {backend} are left from before: they know none of the interfaces of the pods of this node, and drop what these pods send',
			guide: {
				steps: [
					{text: '{save} -t filter | grep cali-from-wl-dispatch; ip -br link | grep cali'},
					{
						text: 'Drain and reboot the node: whatever is still in use is written anew, in one back-end',
						changes: 'node',
					},
					{
						text: 'Until then, delete the jumps to cali-FORWARD and cali-INPUT, which is what pods send to this node: {iptables} -S FORWARD; {iptables} -S INPUT; then {iptables} -D with all that these rules say behind -A',
						changes: 'node',
					},
				],
				links: ['rke2/nftables', 'calico/felix-configuration'],
			},
			explains: ['dns/endpoint-unreachable#silent', 'dns/coredns-upstream', 'netfilter/pod-forwarding'],
		},
		native: {
			severity: 'warning',
			text: 'Calico has rules in force in iptables ({backend}) and in the table {table} of nftables, which it writes only in nftables mode: one set is left from before, nobody updates it, and it drops packets of pods that it does not know',
			guide: {
				steps: [
					{
						text: 'kubectl get felixconfiguration default -o yaml | grep -i nftables: which of the two Felix writes',
					},
					{
						text: 'nft list table {table} | grep -A9 wl-dispatch: whether it knows the interfaces of the pods',
					},
					{
						text: 'If Felix writes iptables: nft delete table {table}; else drain and reboot the node',
						changes: 'node',
					},
				],
				links: ['rke2/nftables', 'calico/felix-configuration'],
			},
			explains: ['dns/endpoint-unreachable#silent', 'dns/coredns-upstream'],
		},
	},
	*run({rules, links, chains}, {finding, environment}) {
		const inForce = ownedChains(rules).filter(({owner, jumps}) => owner === 'Calico' && jumps.length > 0);
		const [nft, legacy] = (['nf_tables', 'legacy'] as const).map(backend =>
			inForce.find(entry => entry.backend === backend),
		);
		const affects = [thisNode(environment)];
		const left = strangersTo(links, rules);
		if (nft !== undefined && legacy !== undefined && left !== undefined) {
			const iptables = left === 'legacy' ? 'iptables-legacy' : 'iptables-nft';
			yield finding('unaware', {backend: left, iptables, save: `${iptables}-save`}, subject, {
				evidence: [
					{from: 'rules', of: 'iptables-nft-save', excerpt: nft.jumps[0] ?? ''},
					{from: 'rules', of: 'iptables-legacy-save', excerpt: legacy.jumps[0] ?? ''},
				],
				affects,
			});
		}
		const written = nft ?? legacy;
		const native = chains.find(
			({family, table, hook}) =>
				table === 'calico' && (family === 'ip' || family === 'ip6') && hook === 'forward',
		);
		if (written !== undefined && native !== undefined) {
			const table = `${native.family} ${native.table}`;
			yield finding('native', {backend: written.backend, table}, subject, {
				evidence: [
					{from: 'rules', of: 'save', excerpt: written.jumps[0] ?? ''},
					{from: 'chains', excerpt: `table ${table}: chain ${native.name}, hook forward`},
				],
				affects,
			});
		}
	},
});
