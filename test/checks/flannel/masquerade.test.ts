import {test} from 'vitest';
import check from '../../../checks/flannel/masquerade.ts';
import {parseFlannelNetConf} from '../../../src/parsers/flannel-net-conf.ts';
import {testCheck} from '../../../src/testing.ts';
import {containerRun, flannelPod, minutesAgo, now} from '../builders.ts';
import {onFlannel as environment} from './environment.ts';

const subject = {kind: 'NetfilterRule', name: 'nat/FLANNEL-POSTRTG'} as const;
const healthy = {
	hasRules: true,
	hasChain: true,
	isReached: true,
	postrouting: ['-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG'],
};
const flushed = {hasRules: false, hasChain: false, isReached: false, postrouting: []};
const commandLine = '/opt/bin/flanneld --ip-masq --kube-subnet-mgr';
const evidence = {
	rules: {},
	masquerade: flushed,
	netConf: {
		...parseFlannelNetConf('{"Network":"10.42.0.0/16","Backend":{"Type":"vxlan"}}'),
		source: 'file of flanneld' as const,
	},
	process: {
		pid: 52,
		commandLine,
		options: {interfaces: [], regexes: [], netConfPath: '/etc/kube-flannel/net-conf.json'},
	},
	flannel: {pod: flannelPod()},
	now,
};

testCheck(test, check, {
	passes: {
		'its rules are there': {evidence: {...evidence, masquerade: healthy}, environment},
		'flanneld was told not to': {
			evidence: {
				...evidence,
				process: {...evidence.process, commandLine: '/opt/bin/flanneld --kube-subnet-mgr'},
			},
			environment,
		},
		'flanneld writes nftables': {
			evidence: {...evidence, netConf: {...evidence.netConf, enableNftables: true}},
			environment,
		},
		'a cluster without IPv4': {
			evidence: {...evidence, netConf: {...evidence.netConf, enableIpv4: false}},
			environment,
		},
		'flanneld has just started': {
			evidence: {
				...evidence,
				flannel: {pod: flannelPod({containers: [containerRun('kube-flannel', {createdAt: minutesAgo(1)})]})},
			},
			environment,
		},
		'flanneld does not run, which is another finding': {evidence: {...evidence, flannel: {}}, environment},
	},
	fails: {
		'firewalld was restarted': {evidence, environment, findings: [{message: 'missing', subject}]},
		'flanneld has emptied its chain and is about to be started again': {
			evidence: {
				...evidence,
				masquerade: {...flushed, hasChain: true, isReached: true},
				flannel: {
					pod: flannelPod({containers: [containerRun('kube-flannel', {state: 'exited', attempt: 4})]}),
				},
			},
			environment,
			findings: [{message: 'emptied', subject, text: 'kube-flannel exited, attempt 4'}],
		},
		'the jump was flushed': {
			evidence: {...evidence, masquerade: {...flushed, hasRules: true}},
			environment,
			findings: [{message: 'unused', subject}],
		},
	},
});
