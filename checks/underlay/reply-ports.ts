import {defineCheck, listNames, thisNode, unansweredPorts} from 'rke2-netdoctor';

export default defineCheck({
	id: 'underlay/reply-ports',
	title: 'Answers to masqueraded connections come back, whatever their port',
	rationale:
		'When a pod connects to something outside of the cluster, the kernel gives the connection the address of the node and a free port, with --random-fully any from 1024 on; programs of the node itself take ports from 32768 on. A stateless firewall of a provider that lets answers in to high ports only cuts off a part of the connections of pods, and none of the node.',
	needs: {entries: 'conntrack.entries'},
	messages: {
		dropped: {
			severity: 'critical',
			text: 'Masqueraded connections to {servers} are answered with source ports {answeredFrom} to {answeredTo} ({answeredCount} now) and never with {from} to {to} ({count} now): something outside of this node drops answers to these ports',
			guide: {
				steps: [
					{
						text: 'grep -E "SYN_SENT.*UNREPLIED" /proc/net/nf_conntrack: the last dport of each line is the port that the answer would come to',
					},
					{
						text: "Let answers (TCP with ACK) in to all ports from 1024 to 65535 in the provider's stateless firewall, not from 32768 only",
						changes: 'cluster',
					},
					{
						text: 'Where that firewall is not yours: with Calico set natPortRange: "32768:65535" in the FelixConfiguration, so that pods get the ports that come back',
						changes: 'cluster',
					},
				],
				links: ['flannel/firewalls', 'rke2/requirements-networking', 'calico/felix-configuration'],
			},
		},
	},
	*run({entries}, {finding, environment}) {
		const found = unansweredPorts(entries);
		if (found !== undefined) {
			const {unanswered, answered, servers, ...ports} = found;
			const [silent] = unanswered;
			const [heard] = answered;
			yield finding(
				'dropped',
				{...ports, servers: listNames(servers), count: unanswered.length, answeredCount: answered.length},
				thisNode(environment),
				{
					evidence: [
						{from: 'entries', excerpt: silent.line},
						{from: 'entries', excerpt: heard.line},
					],
				},
			);
		}
	},
});
