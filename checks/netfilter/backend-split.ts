import {defineCheck, ownedChains, strangersTo, thisNode} from 'rke2-netdoctor';

const reboot = {
	text: 'Drain and reboot the node: whatever is still in use is written anew, in one back-end',
	changes: 'node',
} as const;
const links = ['rke2/nftables', 'kubernetes/debug-service', 'rke2/requirements-linux'] as const;

export default defineCheck({
	id: 'netfilter/backend-split',
	title: 'kube-proxy and the CNI have written their rules into one back-end of iptables only',
	rationale:
		'iptables has two back-ends, legacy and nf_tables, and every packet passes the rules of both. A component that changed its back-end, at an upgrade of its image or of the host, leaves the old set behind: nobody updates it, and it still translates services to endpoints of that time. Where kube-proxy writes into one and the CNI into the other, what one accepts is not accepted in the other.',
	needs: {rules: 'netfilter.iptables', services: 'service.rules'},
	wants: {links: 'ip.link'},
	messages: {
		stale: {
			severity: 'critical',
			text: 'kube-proxy has rules in both back-ends of iptables, and they disagree on {service}: nf_tables leads to {nft}, legacy to {legacy}. One set is left from before, and still translates',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep {service}; iptables-legacy-save -t nat | grep {service}'},
					reboot,
				],
				links,
			},
			explains: [
				'service/api-address',
				'service/stale-endpoint',
				'service/stale-connection',
				'dns/service-address',
				'dns/endpoint-unreachable#silent',
			],
		},
		both: {
			severity: 'warning',
			text: '{owner} has rules in force in both back-ends of iptables ({nft} chains in nf_tables, {legacy} in legacy): one set is left from before, and nobody updates it',
			guide: {
				steps: [
					{text: 'iptables-save | grep -c {pattern}; iptables-legacy-save | grep -c {pattern}'},
					reboot,
				],
				links,
			},
		},
		mismatch: {
			severity: 'warning',
			text: 'kube-proxy writes into {proxy} and {owner} into {cni}: what the one accepts a rule in the other back-end may still drop',
			guide: {
				steps: [
					{
						text: 'iptables --version; iptables-legacy-save | grep -e "^-A" | grep -v -E "KUBE-|cali": rules of others in legacy, by which kube-proxy chooses legacy',
					},
					{
						text: 'If kube-proxy is the one that differs from the host: move those rules to the back-end of the host where they are written, and set kube-proxy-extra-env: ["IPTABLES_MODE=nft"] (or legacy) in /etc/rancher/rke2/config.yaml',
						changes: 'node',
					},
					{
						text: 'If it is Calico: leave the choice to it (calico.felixIptablesBackend: auto in the HelmChartConfig)',
						changes: 'cluster',
					},
					reboot,
				],
				links: ['rke2/nftables', 'calico/felix-configuration'],
			},
		},
	},
	*run({rules, services, links: devices = []}, {finding, environment}) {
		const inForce = ownedChains(rules).filter(({jumps}) => jumps.length > 0);
		const of = (owner: string) => inForce.filter(entry => entry.owner === owner);
		const target = (backend: string, name: string): string | undefined => {
			const port = services
				.find(entry => entry.backend === backend)
				?.rules.ports.find(entry => entry.name.startsWith(`${name}:`) && entry.endpoints.length > 0);
			return port === undefined ? undefined : [...port.endpoints].sort().join(', ');
		};
		const affects = [thisNode(environment)];
		for (const owner of ['kube-proxy', 'Calico', 'flannel'] as const) {
			const [nft, legacy] = (['nf_tables', 'legacy'] as const).map(backend =>
				of(owner).find(entry => entry.backend === backend),
			);
			if (nft === undefined || legacy === undefined) {
				continue;
			}
			const evidence = [
				{from: 'rules', of: 'iptables-nft-save', excerpt: nft.jumps[0] ?? ''},
				{from: 'rules', of: 'iptables-legacy-save', excerpt: legacy.jumps[0] ?? ''},
			] as const;
			const subject = {kind: 'NetfilterRule', name: `${owner} chains`} as const;
			const differing = ['default/kubernetes', 'kube-system/rke2-coredns-rke2-coredns'].find(
				name => target('nf_tables', name) !== target('legacy', name),
			);
			if (owner === 'kube-proxy' && differing !== undefined) {
				const data = {
					service: differing,
					nft: target('nf_tables', differing) ?? 'nothing',
					legacy: target('legacy', differing) ?? 'nothing',
				};
				yield finding('stale', data, subject, {evidence, affects});
				continue;
			}
			if (owner === 'Calico' && strangersTo(devices, rules) !== undefined) {
				// That is worse, and told by netfilter/former-felix.
				continue;
			}
			const pattern = {'kube-proxy': 'KUBE-', Calico: 'cali-', flannel: 'FLANNEL-'}[owner];
			yield finding('both', {owner, nft: nft.chains.length, legacy: legacy.chains.length, pattern}, subject, {
				evidence,
				affects,
			});
		}
		const [proxy, ...moreProxies] = of('kube-proxy');
		const [calico, ...moreCalicos] = of('Calico');
		if (
			proxy !== undefined &&
			calico !== undefined &&
			moreProxies.length + moreCalicos.length === 0 &&
			proxy.backend !== calico.backend
		) {
			yield finding(
				'mismatch',
				{proxy: proxy.backend, owner: 'Calico', cni: calico.backend},
				{kind: 'NetfilterRule', name: 'back-ends'},
				{
					evidence: [
						{from: 'rules', of: 'save', excerpt: proxy.jumps[0] ?? ''},
						{from: 'rules', of: 'save', excerpt: calico.jumps[0] ?? ''},
					],
					affects,
				},
			);
		}
	},
});
