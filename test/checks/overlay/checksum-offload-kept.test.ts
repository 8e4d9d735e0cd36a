import {test} from 'vitest';
import check from '../../../checks/overlay/checksum-offload-kept.ts';
import {testCheck} from '../../../src/testing.ts';
import {links, ofDevice} from '../flannel-builders.ts';

const device = (isOn: boolean) => [
	{link: 'flannel.1', features: {'tx-checksum-ip-generic': {isOn, isFixed: false}}},
];
const rule = (program: string): string =>
	`SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="flannel.1", RUN+="${program}"`;

testCheck(test, check, {
	passes: {
		'nobody touched it': {evidence: {features: device(true), links, rules: []}},
		'off, and a udev rule keeps it off': {
			evidence: {
				features: device(false),
				links,
				rules: [rule('/usr/sbin/ethtool -K flannel.1 tx-checksum-ip-generic off')],
			},
		},
		'a rule by the name of the whole group': {
			evidence: {features: device(false), links, rules: [rule('/sbin/ethtool -K %k tx off')]},
		},
		'a device that is gone': {
			evidence: {features: [], links: links.filter(({name}) => name !== 'flannel.1'), rules: []},
		},
	},
	fails: {
		'off by hand': {
			evidence: {features: device(false), links, rules: []},
			findings: [{message: 'lostAtReboot', subject: ofDevice}],
		},
		'the rules of this node are about something else': {
			evidence: {features: device(false), links, rules: [rule('/usr/sbin/ethtool -K eth0 gro off')]},
			findings: [{message: 'lostAtReboot', subject: ofDevice}],
		},
	},
});
