import {test} from 'vitest';
import check from '../../../checks/flannel/backend.ts';
import {parseFlannelNetConf} from '../../../src/parsers/flannel-net-conf.ts';
import {testCheck} from '../../../src/testing.ts';
import {onFlannel as environment} from './environment.ts';

const netConf = (type: string) => ({
	...parseFlannelNetConf(`{"Network":"10.42.0.0/16","Backend":{"Type":"${type}"}}`),
	source: 'file of flanneld' as const,
});

testCheck(test, check, {
	passes: {vxlan: {evidence: {netConf: netConf('vxlan')}, environment}},
	fails: {
		wireguard: {
			evidence: {netConf: netConf('wireguard')},
			environment,
			findings: [
				{
					message: 'unsupported',
					subject: {kind: 'HelmChartConfig', namespace: 'kube-system', name: 'rke2-flannel'},
					text: 'backend wireguard',
				},
			],
		},
	},
});
