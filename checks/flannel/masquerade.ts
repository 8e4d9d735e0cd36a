import {defineCheck, flannelPodOf, isMasqueradeAsked, judgeRun, thisNode} from 'rke2-netdoctor';

const chainName = 'FLANNEL-POSTRTG';
/** flanneld writes its rules when it starts, and looks at them every five seconds. */
const startsWithin = 3 * 60_000;

export default defineCheck({
	id: 'flannel/masquerade',
	title: 'Packets of pods that leave the cluster get the address of this node',
	rationale:
		'flanneld masquerades in the chain FLANNEL-POSTRTG of the table nat. A restart of firewalld or of iptables.service removes it, and a flanneld that is old or does not run does not write it again: pods then reach nothing outside of the cluster, since no answer finds its way back.',
	when: {cni: ['canal', 'flannel'], dataplane: ['iptables']},
	needs: {
		rules: 'netfilter.iptables',
		masquerade: 'flannel.masquerade',
		netConf: 'flannel.net-conf',
		process: 'flannel.process',
		flannel: 'flannel.containers',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'The table nat has no masquerading rule of flanneld, in FLANNEL-POSTRTG: pods of this node reach nothing outside of the cluster',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep FLANNEL; iptables-legacy-save -t nat | grep FLANNEL'},
					{
						text: 'kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
					{
						text: 'If it vanishes again: systemctl disable --now firewalld, or the service that restores its own rules',
						changes: 'node',
					},
				],
				links: ['flannel/issue-firewalld-restart', 'rke2/known-issues-firewalld', 'flannel/firewalls'],
			},
		},
		emptied: {
			severity: 'warning',
			text: 'flanneld has emptied FLANNEL-POSTRTG and does not run to fill it again ({how}): until then pods of this node reach nothing outside of the cluster',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep FLANNEL; crictl ps -a --name kube-flannel'},
					{
						text: 'If it lasts, look at why flanneld is started again: crictl logs --tail 50 $(crictl ps -aq --name kube-flannel | head -1)',
					},
					{
						text: 'Upgrade RKE2: older releases of flannel remove their rules first whenever they start',
						changes: 'cluster',
					},
				],
				links: ['flannel/log-messages', 'rke2/canal', 'flannel/logging'],
			},
		},
		unused: {
			severity: 'critical',
			text: 'No rule of POSTROUTING leads to FLANNEL-POSTRTG: pods of this node reach nothing outside of the cluster',
			guide: {
				steps: [
					{text: 'iptables-save -t nat | grep POSTROUTING'},
					{
						text: 'kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/issue-firewalld-restart', 'flannel/firewalls'],
			},
		},
	},
	*run({masquerade, netConf, process, flannel: {pod}, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'kube-flannel');
		const isAsked = isMasqueradeAsked(process?.commandLine);
		if (pod === undefined || run === undefined || netConf.enableNftables || !netConf.enableIpv4 || !isAsked) {
			return;
		}
		const isSettled =
			run.state === 'running' &&
			now - run.createdAt > startsWithin &&
			judgeRun(run, pod.createdAt, now) === 'running';
		const {hasRules, isReached, hasChain, postrouting} = masquerade;
		const subject = {kind: 'NetfilterRule', name: `nat/${chainName}`} as const;
		// A flanneld that starts for the first time has not made the chain yet.
		if (!isSettled && hasChain && !hasRules) {
			yield finding('emptied', {how: `kube-flannel ${run.state}, attempt ${run.attempt}`}, subject, {
				evidence: [
					{from: 'masquerade', of: 'iptables', excerpt: `:${chainName} - without a rule`},
					{from: 'flannel', of: 'crictl ps', excerpt: `kube-flannel ${run.state}, attempt ${run.attempt}`},
				],
				affects: [thisNode(environment)],
			});
		}
		if (!isSettled || (hasRules && isReached)) {
			return;
		}
		yield finding(hasRules ? 'unused' : 'missing', flannelPodOf(environment), subject, {
			evidence: [
				{
					from: 'masquerade',
					of: 'iptables',
					excerpt: postrouting.slice(0, 5).join('\n') || 'nat: POSTROUTING is empty',
				},
				{from: 'process', of: 'environ', excerpt: process?.commandLine ?? ''},
			],
			affects: [thisNode(environment)],
		});
	},
});
