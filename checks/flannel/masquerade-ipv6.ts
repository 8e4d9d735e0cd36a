import {defineCheck, flannelPodOf, isMasqueradeAsked, judgeRun, thisNode} from 'rke2-netdoctor';

const chainName = 'FLANNEL-POSTRTG';
/** flanneld writes its rules when it starts, and looks at them every five seconds. */
const startsWithin = 3 * 60_000;

const steps = [
	{
		text: 'ip6tables-save -t nat | grep -e FLANNEL -e POSTROUTING; ip6tables-legacy-save -t nat | grep FLANNEL',
	},
	{
		text: 'kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}: flanneld writes them anew',
		changes: 'cluster',
	},
	{
		text: 'If they vanish again: systemctl disable --now ip6tables firewalld, or the service that restores its own rules',
		changes: 'node',
	},
] as const;

export default defineCheck({
	id: 'flannel/masquerade-ipv6',
	title: 'IPv6 packets of pods that leave the cluster get the address of this node',
	rationale:
		'Where pods have IPv6, flanneld masquerades it with ip6tables as it does IPv4 with iptables. The two are lost apart: a restart of ip6tables.service, or a firewall that knows IPv6 only, takes one of them away. Ranges of pods are rarely known outside of the cluster, so that no answer comes back.',
	when: {cni: ['canal', 'flannel'], dataplane: ['iptables']},
	needs: {
		masquerade: 'flannel.masquerade-ipv6',
		netConf: 'flannel.net-conf',
		process: 'flannel.process',
		flannel: 'flannel.containers',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The table nat of ip6tables has no masquerading rule of flanneld, in FLANNEL-POSTRTG: pods of this node reach nothing outside of the cluster over IPv6',
			guide: {steps, links: ['flannel/issue-firewalld-restart', 'flannel/firewalls', 'rke2/dual-stack']},
		},
		unused: {
			severity: 'critical',
			text: 'No rule of POSTROUTING leads to FLANNEL-POSTRTG in ip6tables: pods of this node reach nothing outside of the cluster over IPv6',
			guide: {steps, links: ['flannel/issue-firewalld-restart', 'flannel/firewalls', 'rke2/dual-stack']},
		},
	},
	*run({masquerade, netConf, process, flannel: {pod}, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'kube-flannel');
		const isMeant = netConf.enableIpv6 && !netConf.enableNftables && isMasqueradeAsked(process?.commandLine);
		if (pod === undefined || run === undefined || masquerade === undefined || !isMeant) {
			return;
		}
		const isSettled =
			run.state === 'running' &&
			now - run.createdAt > startsWithin &&
			judgeRun(run, pod.createdAt, now) === 'running';
		const {hasRules, isReached, postrouting} = masquerade;
		if (isSettled && !(hasRules && isReached)) {
			yield finding(
				hasRules ? 'unused' : 'missing',
				flannelPodOf(environment),
				{kind: 'NetfilterRule', name: `nat/${chainName} (IPv6)`},
				{
					evidence: [
						{
							from: 'masquerade',
							of: 'ip6tables',
							excerpt: postrouting.slice(0, 5).join('\n') || 'nat: POSTROUTING is empty',
						},
						{from: 'process', of: 'environ', excerpt: process?.commandLine ?? ''},
					],
					affects: [thisNode(environment)],
				},
			);
		}
	},
});
