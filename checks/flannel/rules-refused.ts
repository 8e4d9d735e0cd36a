import {defineCheck, flannelPodOf, repeatedIptablesFailure, thisNode} from 'rke2-netdoctor';

const look = {
	text: 'crictl logs --tail 50 $(crictl ps -q --name kube-flannel) 2>&1 | grep -i iptables',
} as const;

export default defineCheck({
	id: 'flannel/rules-refused',
	title: 'flanneld can write its rules of iptables',
	rationale:
		'flanneld writes its rules for forwarding and masquerading when it starts, and looks at them every five seconds. Where iptables refuses them it says so each time and goes on: the rules are then missing, or only those that this release asks for by mistake. Releases before 0.24.4 failed so on nodes without IPv6, with all rules in place.',
	when: {cni: ['canal', 'flannel'], dataplane: ['iptables']},
	needs: {
		flannel: 'flannel.containers',
		logs: 'flannel.logs',
		masquerade: 'flannel.masquerade',
		now: 'system.clock',
	},
	messages: {
		missing: {
			severity: 'critical',
			text: 'flanneld cannot write its rules of iptables, and they are missing: {line}',
			guide: {
				steps: [
					look,
					{
						text: 'iptables-save | grep FLANNEL; iptables-legacy-save | grep FLANNEL; lsmod | grep -E "ip_tables|nf_tables"',
					},
					{
						text: 'If the lock of xtables is held: find the program that holds it (lsof /run/xtables.lock) and end it',
						changes: 'node',
					},
					{
						text: 'If it says exit status 4 and nothing else, upgrade RKE2 to a release with flannel 0.24.4 or later',
						changes: 'cluster',
					},
					{
						text: 'kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/log-messages', 'flannel/firewalls', 'rke2/requirements-linux'],
			},
			explains: ['flannel/masquerade', 'netfilter/pod-forwarding'],
		},
		inPlace: {
			severity: 'info',
			text: 'flanneld complains again and again that iptables refuses its rules, but they are in place: {line}',
			guide: {
				steps: [
					look,
					{
						text: 'Releases of flannel before 0.24.4 do so on nodes without IPv6, which harms nothing: upgrade RKE2 when it suits',
						changes: 'cluster',
					},
				],
				links: ['flannel/log-messages'],
			},
		},
	},
	*run({flannel: {pod}, logs, masquerade, now}, {finding, environment}) {
		const run = pod?.containers.find(({name}) => name === 'kube-flannel');
		const log = logs.find(({container, attempt}) => container === 'kube-flannel' && attempt === run?.attempt);
		const failure = log && repeatedIptablesFailure(log.lines, now);
		if (log === undefined || failure === undefined) {
			return;
		}
		const {daemonset, ...names} = flannelPodOf(environment);
		yield finding(
			masquerade.hasRules ? 'inPlace' : 'missing',
			{...names, line: failure.slice(0, 300)},
			{kind: 'Pod', namespace: 'kube-system', name: `${daemonset}/kube-flannel`},
			{
				evidence: [
					{from: 'logs', of: log.path, excerpt: failure},
					{
						from: 'masquerade',
						of: 'iptables',
						excerpt: masquerade.hasRules
							? 'a rule with the comment "flanneld masq" is there'
							: 'no rule with the comment "flanneld masq"',
					},
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
