import {test} from 'vitest';
import check from '../../../checks/flannel/masquerade-ipv6.ts';
import {parseFlannelNetConf} from '../../../src/parsers/flannel-net-conf.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'NetfilterRule', name: 'nat/FLANNEL-POSTRTG (IPv6)'} as const;
const flushed = {hasRules: false, hasChain: false, isReached: false, postrouting: []};
const written = {
	hasRules: true,
	hasChain: true,
	isReached: true,
	postrouting: ['-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG'],
};
const netConf = {
	...parseFlannelNetConf(
		'{"Network":"10.42.0.0/16","IPv6Network":"2001:cafe:42::/56","EnableIPv6":true,"Backend":{"Type":"vxlan"}}',
	),
	source: 'file of flanneld' as const,
};
const evidence = {
	...{masquerade: flushed, netConf, now, flannel: {pod: flannelPod()}},
	process: {
		pid: 52,
		commandLine: '/opt/bin/flanneld --ip-masq --kube-subnet-mgr',
		options: {interfaces: [], regexes: [], netConfPath: '/etc/kube-flannel/net-conf.json'},
	},
};

testCheck(test, check, {
	passes: {
		'its rules are there': {evidence: {...evidence, masquerade: written}, environment},
		'flannel without IPv6': {
			evidence: {...evidence, netConf: {...netConf, enableIpv6: false}},
			environment,
		},
		'flanneld was told not to': {
			evidence: {...evidence, process: {...evidence.process, commandLine: '/opt/bin/flanneld'}},
			environment,
		},
		'flanneld has just started': {
			evidence: {
				...evidence,
				flannel: {pod: flannelPod({containers: [containerRun('kube-flannel', {createdAt: minutesAgo(1)})]})},
			},
			environment,
		},
	},
	fails: {
		'ip6tables was restarted': {evidence, environment, findings: [{message: 'missing', subject}]},
		'only the jump is gone': {
			evidence: {...evidence, masquerade: {...written, isReached: false, postrouting: []}},
			environment,
			findings: [{message: 'unused', subject}],
		},
	},
});
