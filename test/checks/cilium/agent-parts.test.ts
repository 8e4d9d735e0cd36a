import {test} from 'vitest';
import check from '../../../checks/cilium/agent-parts.ts';
import {testCheck} from '../../../src/testing.ts';
import {now} from '../builders.ts';
import {agentSubject, answered, ciliumPod, onCilium} from '../cilium-builders.ts';
import {logOf, refused} from '../cilium-log-builders.ts';

const rules =
	'time="2026-11-22T07:59:00Z" level=error msg="iptables rules full reconciliation failed, will retry another one later" error="failed to remove old backup rules: unable to run \'iptables -t nat -D OLD_CILIUM_POST_nat -s 10.42.0.0/24\' iptables command: exit status 2" subsys=iptables';
const forbidden =
	'level=error msg=k8sError error="failed to list *v2alpha1.CiliumCIDRGroup: ciliumcidrgroups.cilium.io is forbidden: User \\"system:serviceaccount:kube-system:cilium\\" cannot list resource" subsys=k8s';
const egress =
	'level=error msg="Failed to derive policy gateway configuration" error="failed to retrieve interface with egress IP: no interface with 10.10.10.50 IP found" egressIP=10.10.10.50';
/** Said four times, so many seconds apart, on a node with these addresses. */
const saying = (
	message: string,
	apart = 40,
	agent: ReturnType<typeof answered> | typeof refused = answered(),
	addresses: readonly string[] = ['10.0.0.2'],
) => ({
	evidence: {
		agent,
		cilium: ciliumPod(),
		logs: logOf(message, {times: 4}).map(log => ({
			...log,
			lines: log.lines.map((line, index) => ({
				...line,
				time: now - (log.lines.length - index) * apart * 1000,
			})),
		})),
		addresses: addresses.map(
			address =>
				({link: 'eth0', family: 'ipv4', address, prefixLength: 24, scope: 'global', flags: []}) as const,
		),
		now,
	},
	environment: onCilium,
});

testCheck(test, check, {
	passes: {
		'nothing of the kind': saying('level=info msg="Initializing daemon"'),
		'rules that were written in the end': saying(rules, 2),
		'an agent that does not come up, which is another finding': saying(rules, 40, refused),
		'what is an hour old': saying(rules, 1200),
		'a gratuitous ARP that is not sent, while requests are answered all the same': saying(
			'level=error msg="Unable to send gratuitous ARP" error="garp 10.0.0.100@7: failed to open ARP socket: no IPv4 address available for interface" subsys=l2-responder',
		),
		'an egress address that was not there for a moment': saying(egress, 5),
		'an egress address that keepalived has brought here since': saying(egress, 40, answered(), [
			'10.10.10.50',
		]),
	},
	fails: {
		'rules of a former version in the way': {
			...saying(rules),
			findings: [{message: 'rulesFail', subject: agentSubject, text: 'OLD_CILIUM_POST_nat -s 10.42.0.0/24'}],
		},
		'a role of an older chart': {
			...saying(forbidden),
			findings: [
				{message: 'forbidden', subject: agentSubject, text: 'ciliumcidrgroups.cilium.io is forbidden'},
			],
		},
		'a kernel without xfrm': {
			...saying(
				'level=error msg="Failed to upsert XFRM state" error="unable to replace local state: protocol not supported" subsys=ipsec',
			),
			findings: [{message: 'encryptionFails', subject: agentSubject}],
		},
		'an egress address that this gateway does not have': {
			...saying(egress),
			findings: [{message: 'egressGateway', subject: agentSubject, text: 'no interface with 10.10.10.50'}],
		},
		'a listener that Envoy does not take': {
			...saying(
				'level=warning msg="NACK received for versions after 3 and up to 4; waiting for a version update before sending again" xdsDetail="Error adding/updating listener(s)" subsys=xds',
			),
			findings: [{message: 'envoyRefuses', subject: agentSubject}],
		},
	},
});
